"""The statements of releases, executed on a sandbox through the models of their states."""

from migration_safety.reading.probing.outcome import Outcome, Outcomes
from migration_safety.reading.probing.prober import Passing, Prober

__all__ = ["Outcome", "Outcomes", "Passing", "Prober"]
