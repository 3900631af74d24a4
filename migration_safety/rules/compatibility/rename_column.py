"""The running release knows the column by its old name.

What happens:
    Django names every column in SELECT and INSERT.  From the moment of the rename until the
    last old process has stopped, each query of the old release on this table fails; after a
    rollback of the code, so does each query of the new one.

When it is fine:
    The field is renamed and its column keeps its name (db_column), so that nothing happens
    in the database; or the table is created by the same migration.  Where the same
    transaction gives the name to another column, which the running release does not know,
    no query misses it: so ends a change of type by way of a second column.

Instead:
    # the field gets its new name and keeps its column; the database is left alone
    migrations.SeparateDatabaseAndState(
        state_operations=[
            migrations.RenameField("{model_lower}", "{old}", "{new}"),
            migrations.AlterField(
                "{model_lower}", "{new}", models.Field(..., db_column="{old_column}")
            ),
        ],
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, rule


@rule("MS304", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("RENAME COLUMN"):
        old, _, new = action.detail.partition(" -> ")
        known = not action.fresh and history.migration.code.names(action.table, old)
        if known and not _taken_over(statement, action, history):
            yield Hazard(
                f"Every query of the running release on {action.table} fails: "
                f"it names the column {old}, which is now {new}.",
                action,
                code={
                    "old": old.removesuffix("_id"),
                    "old_column": old,
                    "new": new.removesuffix("_id"),
                },
            )


def _taken_over(statement: Statement, renamed: Action, history: History) -> bool:
    """Whether a column that no query names has the old name by the time of the commit."""
    code, table = history.migration.code, renamed.table
    for later in history.after(statement):
        for action in later.acting("RENAME COLUMN"):
            source, _, target = action.detail.partition(" -> ")
            if (action.table, target) == (table, *renamed.columns):
                return not code.names(table, source)
    return False
