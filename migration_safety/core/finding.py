"""A finding: one danger, where it is, why it matters and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.operations.change import Source


class Severity(IntEnum):
    """How much a finding weighs; error fails a run by default."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """As reports spell it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """One danger in one operation; `operation` is its index, -1 for the migration as a whole.

    `suppressed`: who answers for it, where somebody does.  `proof` is a statement of a release
    that shows it, or that was tried and works.  `loss` is what a trial has measured, in words
    that do not change with the number of rows: who answers for it answers for that.
    """

    rule: str
    name: str
    severity: Severity
    app: str
    migration: str
    operation: int
    message: str
    why: str
    remedy: str
    tables: tuple[str, ...] = ()
    docs: str = ""
    source: Source = field(default_factory=Source)
    suppressed: Suppression | None = None
    proof: str = ""
    loss: str = ""
