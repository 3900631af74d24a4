"""Prove on a real PostgreSQL that a migration is safe to ship; fill tables to prove it on."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migration_safety.core.finding import Finding, Severity
    from migration_safety.core.report import Report, Verdict
    from migration_safety.errors import (
        ConfigurationError,
        GrammarError,
        MigrationSafetyError,
        OutputError,
        SandboxError,
        SelectionError,
        VolumeError,
    )
    from migration_safety.flows.blue_green.planning.plan import plan
    from migration_safety.flows.rollback.prove import prove
    from migration_safety.flows.safety.study import study
    from migration_safety.flows.volume.request import Request
    from migration_safety.flows.volume.seeding import seed

__all__ = [
    "ConfigurationError",
    "Finding",
    "GrammarError",
    "MigrationSafetyError",
    "OutputError",
    "Report",
    "Request",
    "SandboxError",
    "SelectionError",
    "Severity",
    "Verdict",
    "VolumeError",
    "plan",
    "prove",
    "seed",
    "study",
]

_HOMES = {
    "Finding": "core.finding",
    "Severity": "core.finding",
    "Report": "core.report",
    "Verdict": "core.report",
    "Request": "flows.volume.request",
    "plan": "flows.blue_green.planning.plan",
    "prove": "flows.rollback.prove",
    "seed": "flows.volume.seeding",
    "study": "flows.safety.study",
}


def __getattr__(name: str) -> object:
    # Every process of the project imports this module through INSTALLED_APPS: load on demand.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
