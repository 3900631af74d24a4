"""The running release still reads and writes the column that is dropped.

What happens:
    Django names every column in SELECT and INSERT.  From the moment the column is gone until
    the last old process has stopped, each query of the old release on this table fails.

When it is fine:
    The column is created by the same migration, or an earlier release has taken the field
    out of the state (SeparateDatabaseAndState) and only the column is left to drop.

Instead:
    # release 1: the column may be NULL, and Django forgets the field
    migrations.AlterField("{model_lower}", "{field}", <the field with null=True>)
    migrations.SeparateDatabaseAndState(
        state_operations=[migrations.RemoveField("{model_lower}", "{field}")],
    )
    # release 2, when no process runs release 0 any more
    migrations.RunSQL(
        'ALTER TABLE "{table}" DROP COLUMN "{column}"',
        reverse_sql=migrations.RunSQL.noop,
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS302", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    if not any(change.kind == "RemoveField" and not change.state_only for change in step.changes):
        return
    for _, action in step.acting("DROP COLUMN"):
        if not action.fresh:
            column = ", ".join(action.columns)
            yield Hazard(
                f"Every query of the running release on {action.table} fails: it names the column {column}.",
                action,
            )
