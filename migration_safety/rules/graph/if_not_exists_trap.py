"""IF NOT EXISTS takes the invalid index of a failed build for the real one.

What happens:
    When CREATE INDEX CONCURRENTLY fails, it leaves an index that is not valid: it costs on
    every write and serves no query.  The next run finds an index of that name, says that
    all is well, and the migration counts as applied.

When it is fine:
    The same migration drops the index, if it exists, before it builds it.

Instead:
    class Migration(migrations.Migration):
        atomic = False

        operations = [
            migrations.RunSQL(
                [
                    'DROP INDEX CONCURRENTLY IF EXISTS "{name}"',
                    {sql},
                ],
                'DROP INDEX CONCURRENTLY "{name}"',
            ),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, rule


@rule("MS705", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("CREATE INDEX CONCURRENTLY"):
        if "if not exists" in action.flags and not _dropped_before(statement, action, history):
            yield Hazard(
                f"If a build of {action.name} fails, the next run takes the invalid index "
                f"on {action.table} for a good one.",
                action,
                code={"sql": repr(statement.sql)},
            )


def _dropped_before(statement: Statement, made: Action, history: History) -> bool:
    """Where no index of that name is known, DROP .. IF EXISTS is read as dropping nothing."""
    return any(
        action.shape.startswith("DROP INDEX") and action.name == made.name
        for before in history.before(statement)
        for action in before.actions
    )
