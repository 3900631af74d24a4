"""The running release still reads and writes the column that is dropped.

What happens:
    Django names every column in SELECT and INSERT.  From the moment the column is gone until
    the last old process has stopped, each query of the old release on this table fails.

When it is fine:
    An earlier migration, deployed before this one, has taken the field out of the state
    (SeparateDatabaseAndState): no code names the column any more.  Doing so in this very
    migration proves nothing, for the old release runs until after it.  The column may also
    be created by the same migration.

Instead:
    # release 1: Django forgets the field; the column stays, and no longer asks for a value
    migrations.SeparateDatabaseAndState(
        state_operations=[migrations.RemoveField("{model_lower}", "{field}")],
        database_operations=[migrations.RunSQL({relief}, migrations.RunSQL.noop)],
    )
    # release 2, when no process of the release before release 1 runs any more
    migrations.RunSQL('ALTER TABLE "{table}" DROP COLUMN "{column}"', migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, python, rule

NEXT_RELEASE = """\
# in the next release, when no process of the running one is left
migrations.RunSQL('ALTER TABLE "{table}" DROP COLUMN "{column}"', migrations.RunSQL.noop)
"""


@rule("MS302", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("DROP COLUMN"):
        column = action.columns[0]
        named = history.migration.code.names(action.table, column)
        if named and not action.fresh and not _goes(action.table, history):
            yield Hazard(
                f"Every query of the running release on {action.table} fails: "
                f"it names the column {column}.",
                action,
                code={"relief": python(list(_relief(step, action)))},
                instead=NEXT_RELEASE if _forgotten(step, action, history) else "",
            )


def _goes(table: str, history: History) -> bool:
    """Django removes the foreign keys of a model, then the model: MS303 tells of the table."""
    return any(action.table == table for _, action in history.migration.acting("DROP TABLE"))


def _forgotten(step: Step, dropped: Action, history: History) -> bool:
    """Whether another operation of this migration takes the field out of the state alone."""
    model = history.migration.code.model(dropped.table)
    field = model.columns.get(dropped.columns[0]) if model else None
    return any(
        (change.kind, change.table, change.field) == ("RemoveField", dropped.table, field)
        for other in history.migration.steps
        for change in other.changes
        if change.state_only and other.index != step.index
    )


def _relief(step: Step, dropped: Action) -> Iterator[str]:
    """What the column must stop to demand once the code has forgotten it."""
    alter = f'ALTER TABLE "{dropped.table}"'
    yield f'{alter} ALTER COLUMN "{dropped.columns[0]}" DROP NOT NULL'
    for _, key in step.acting("DROP FOREIGN KEY"):
        if (key.table, key.columns) == (dropped.table, dropped.columns):
            yield f'{alter} DROP CONSTRAINT "{key.name}"'
