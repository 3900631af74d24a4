"""Autovacuum is switched off for the table, and stays so.

What happens:
    Dead rows are no longer cleared away: the table and its indexes grow with every UPDATE, its
    statistics age and the planner errs.  Nothing reminds anybody to switch it on again.

When it is fine:
    The same migration switches it on again, or changes when it comes (its scale factor).

Instead:
    # come sooner, not never
    migrations.RunSQL(
        'ALTER TABLE "{table}" SET (autovacuum_vacuum_scale_factor = 0.02)',
        'ALTER TABLE "{table}" RESET (autovacuum_vacuum_scale_factor)',
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Statement
from migration_safety.rules.rule import Hazard, rule


@rule("MS804", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("SET (storage_parameter)"):
        if "autovacuum off" in action.flags and not _back(statement, action.table, history):
            yield Hazard(f"Autovacuum never comes to {action.table} again.", action)


def _back(statement: Statement, table: str, history: History) -> bool:
    """Whether a later statement of the migration sets or resets its parameters again."""
    shapes = ("SET (storage_parameter)", "RESET (storage_parameter)")
    return any(
        action.table == table and "autovacuum off" not in action.flags
        for later, action in history.migration.acting(*shapes)
        if later.order > statement.order
    )
