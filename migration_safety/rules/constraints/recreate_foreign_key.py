"""Django drops a foreign key and adds it again, though the change does not need it.

What happens:
    To change nullability, index, name or type on either side of a foreign key, Django drops
    the constraint, makes the change and adds the constraint again.  The drop takes ACCESS
    EXCLUSIVE on both tables; then every row is looked up while neither can be read.
    Renaming a model does the same to every table that refers to it.

When it is fine:
    The table with the foreign key is created by the same migration.  PostgreSQL itself makes
    these changes with the foreign key in place, in a moment.

Instead:
    # the change alone; the foreign key stays as it is
    migrations.SeparateDatabaseAndState(
        state_operations=[
            {operation},
        ],
        database_operations=[
            migrations.RunSQL(
                {sql},
                {undo},
            ),
        ],
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, concurrently, names, python, rule

CONCURRENTLY = """\
# the change alone; the foreign key stays as it is
class Migration(migrations.Migration):
    atomic = False  # CONCURRENTLY cannot run inside a transaction

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                {operation},
            ],
            database_operations=[
                migrations.RunSQL(
                    {sql},
                    {undo},
                ),
            ],
        ),
    ]
"""
INDEX = ("CREATE INDEX", "DROP INDEX")


@rule("MS106", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    added = [a for _, a in step.acting("ADD FOREIGN KEY") if step.replaced(a) and not a.fresh]
    if not added or len(step.rewritten()) > 1:
        return
    children = tuple(dict.fromkeys(action.table for action in added))
    parents = (action.other("referenced") for action in added)
    tables = tuple(filter(None, dict.fromkeys((*children, *parents))))
    keys = f"the foreign key{'s' if len(added) > 1 else ''} between them"
    yield Hazard(
        f"Nobody can read or write {names(tables)} while Django drops "
        f"{keys if len(tables) > 1 else 'its foreign key'} and looks up each row of "
        f"{names(children)} again.",
        added[0],
        tables,
        instead=CONCURRENTLY if any(step.acting(*INDEX)) else "",
        code=_code(step),
    )


def _code(step: Step) -> dict[str, str]:
    """The statements of the change without those of the foreign keys."""
    sql, undo = [], []
    for statement in step.statements:
        for action in statement.actions:
            if "FOREIGN KEY" not in action.shape and action.shape != "SET CONSTRAINTS":
                index = action.shape in INDEX
                sql.append(concurrently(statement.sql) if index else statement.sql)
                undo += _undone(action)
    return {"sql": python(sql), "undo": python(undo[::-1])}


def _undone(action: Action) -> list[str]:
    """The way back, for those changes that need one for the data to fit the state again."""
    old, _, new = action.detail.partition(" -> ")
    if action.shape == "RENAME COLUMN":
        return [f'ALTER TABLE "{action.table}" RENAME COLUMN "{new}" TO "{old}"']
    if action.shape == "RENAME TABLE":
        return [f'ALTER TABLE "{new}" RENAME TO "{old}"']
    if action.shape == "CREATE INDEX":
        return [f'DROP INDEX CONCURRENTLY IF EXISTS "{action.name}"']
    return []
