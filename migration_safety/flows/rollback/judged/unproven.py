"""What trials could not prove, though a migration touches it: never a pass."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.plan import Migration, Plan
from migration_safety.core.report import Unknown
from migration_safety.core.trial.comparison import Comparison
from migration_safety.core.trial.trial import Trial


def unproven(plan: Plan) -> Iterator[Unknown]:
    """The touched tables of which no column could be compared, and why."""
    for migration in plan.migrations:
        trial = migration.trial or plan.trial
        if trial and trial.back:
            for table in sorted(_touched(migration)):
                reason = _nothing_known(trial.back, table)
                if reason:
                    why = _filled(trial, table) or reason
                    yield Unknown(
                        f"{migration}: {table}",
                        f"what it does to the rows is not proven: {why}",
                        app=migration.app,
                        migration=migration.name,
                    )


def _touched(migration: Migration) -> set[str]:
    """The tables from before it that its statements have to do with."""
    return {effect.table for each in migration.statements() for effect in each.effects}


def _nothing_known(back: Comparison, table: str) -> str:
    """The reason where no column of the table could be compared, or ""."""
    found = [each for each in back.data if each.table == table]
    if not found or any(each.proven for each in found):
        return ""
    return found[0].reason


def _filled(trial: Trial, table: str) -> str:
    """Why the table was not filled, or ""."""
    return trial.filled.unfilled.get(table, "")
