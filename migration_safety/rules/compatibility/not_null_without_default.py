"""A new column takes no NULL and the running release leaves it out of every INSERT.

What happens:
    Django adds the column with the default of the field, for the rows that exist, and drops
    the default again at once.  The old processes do not know the column: until the last of
    them has stopped, each of their INSERTs into the table fails.

When it is fine:
    The database keeps a default (db_default), the column may be NULL, or the table is
    created by the same migration.

Instead:
    # give the field, beside its default, the same value as db_default: the database then
    # fills the column in for code that does not know it; in a later release
    # an AlterField takes db_default away again
    {operation}

    # or: the column may be NULL at first (null=True), and becomes NOT NULL in a later release,
    # when every process fills it in and a data migration has filled in the older rows
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule


@rule("MS301", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ADD COLUMN", "ADD COLUMN (volatile default)"):
        if not action.fresh and _stays_required(action, history):
            yield Hazard(
                f"Every INSERT of the running release into {action.table} fails: "
                f"it leaves out {action.columns[0]}, which takes no NULL and has no default.",
                action,
            )


def _stays_required(added: Action, history: History) -> bool:
    """What the last statement of the migration about the column says."""
    about = [
        action
        for statement in history.migration.statements()
        for action in statement.actions
        if (action.table, action.columns) == (added.table, added.columns)
        and action.shape.startswith(("ADD COLUMN", "ALTER COLUMN", "DROP COLUMN"))
    ]
    return "required" in about[-1].flags
