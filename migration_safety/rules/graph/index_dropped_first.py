"""An index is dropped before the one that replaces it is there.

What happens:
    With atomic = False the drop commits by itself.  Until the new index is built, which may
    take hours or fail, queries that need it read the whole table.

When it is fine:
    The new index is built first; or DROP .. IF EXISTS clears away what a failed build of the
    same index has left; or both happen in one transaction (then the rules about
    locks tell what that costs).

Instead:
    # 1. a migration that builds the new index, under another name
    # 2. the next one drops the old
    class Migration(migrations.Migration):
        atomic = False

        operations = [
            {operation},
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, rule


@rule("MS706", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("DROP INDEX", "DROP INDEX CONCURRENTLY"):
        new = _replacement(statement, action, history)
        rebuilt = new == action.name and "if exists" in action.flags
        if new and not rebuilt and not action.fresh:
            yield Hazard(
                f"Between the drop of {action.name} and the end of the build of {new}, "
                f"{action.table} has no index on {action.columns[0] or 'the expression'}.",
                action,
            )


def _replacement(statement: Statement, dropped: Action, history: History) -> str:
    """The index that another transaction of the migration then builds over the same columns."""
    for later, action in history.migration.acting("CREATE INDEX", "CREATE INDEX CONCURRENTLY"):
        after = later.order > statement.order and later.transaction != statement.transaction
        same = (action.table, action.columns[:1]) == (dropped.table, dropped.columns[:1])
        if after and same:
            return action.name
    return ""
