"""Dropping a foreign key stops all traffic on the table that it refers to.

What happens:
    A foreign key is held up by triggers on both tables, so that dropping it, or the column,
    the many-to-many table or the table that it belongs to, takes ACCESS EXCLUSIVE on the
    table referred to as well.  That is often the busiest one: it stops until the commit, and
    while the migration waits for a running query, every later query waits behind it.

When it is fine:
    The table referred to is created by the same migration, or a lock_timeout is in force:
    then the migration gives up rather than let everyone queue.

Instead:
    # a migration of its own before this one, so that nothing else runs under the lock
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'", migrations.RunSQL.noop),
        migrations.RunSQL(
            {sql},
            migrations.RunSQL.noop,
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, names, python, rule

WHOLE = """\
operations = [
    migrations.RunSQL("SET LOCAL lock_timeout = '2s'", migrations.RunSQL.noop),
    {operation},
]
"""


@rule("MS108", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    dropped = [
        action
        for statement, action in step.acting("DROP FOREIGN KEY", "DROP TABLE", "DROP COLUMN")
        if any(_parents(action)) and not step.replaced(action) and not history.gives_up(statement)
    ]
    if not dropped:
        return
    parents = tuple(dict.fromkeys(table for action in dropped for table in _parents(action)))
    keys = [
        f'"{action.table}" DROP CONSTRAINT "{key}"' for action in dropped for key in _keys(action)
    ]
    yield Hazard(
        f"Nobody can read or write {names(parents)} from the drop of the foreign "
        f"key{'s' if len(keys) > 1 else ''} of {names(action.table for action in dropped)} until "
        "the migration commits.",
        dropped[0],
        parents,
        instead="" if keys and step.change.kind != "RunSQL" else WHOLE,
        code={"sql": python([f"ALTER TABLE {key}" for key in keys])},
    )


def _keys(action: Action) -> list[str]:
    """The names of the foreign keys, which go with their table or column."""
    return action.name.split(", ") if action.name else []


def _parents(action: Action) -> Iterator[str]:
    return (
        table for role, table in action.others if role == "referenced" and table != action.table
    )
