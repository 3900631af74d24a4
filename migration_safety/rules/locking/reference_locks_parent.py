"""A new foreign key blocks writes to the table that it refers to, until the commit.

What happens:
    Whatever creates a foreign key, be it a new table, a many-to-many table or a nullable
    column, takes SHARE ROW EXCLUSIVE on each table referred to: reads go on, writes wait.
    There is nothing to check yet, so it takes a moment; but the locks last until the commit,
    and several of them, taken one by one, can deadlock with traffic that writes those
    tables in another order.

When it is fine:
    The table referred to is created by the same migration, or the foreign key has no
    constraint (db_constraint=False).  For one table a lock_timeout is enough.  Where work
    on many rows follows in the same transaction, MS110 tells of all that waits for it.

Instead:
    # one table referred to: give up rather than let everyone queue, and run it again
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'", migrations.RunSQL.noop),
        {operation},
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, names, rule

MAKERS = ("ADD FOREIGN KEY", "CREATE TABLE", "ADD COLUMN REFERENCES")
ONE_BY_ONE = """\
# 1. this operation with db_constraint=False in its foreign keys: it locks nobody
# 2. for each foreign key a migration of its own, here the first
operations = [
    migrations.RunSQL("SET LOCAL lock_timeout = '2s'", migrations.RunSQL.noop),
    # beside it, as state_operations: the field again, without db_constraint=False
    migrations.RunSQL(
        'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ("{column}") '
        'REFERENCES "{referenced}" DEFERRABLE INITIALLY DEFERRED NOT VALID',
        'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"',
    ),
]
# 3. the next migration: the check, while reads and writes go on
migrations.RunSQL(
    'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"',
    migrations.RunSQL.noop,
)
"""


@rule("MS105", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    found = [(statement, action) for statement, action in step.acting(*MAKERS) if _new(action)]
    if not found or _works_later(found[-1][0], history):
        return
    held = _held(found[0][0], history)
    parents = tuple(dict.fromkeys(t for _, a in found for t in _parents(a) if t not in held))
    several = len(parents) + len(held) > 1
    patient = not all(history.gives_up(statement) for statement, _ in found)
    if parents and (several or patient):
        yield Hazard(
            f"Writes to {names(parents)} wait from the new foreign key"
            f"{'s' if len(parents) > 1 else ''} of {found[0][1].table} until the migration commits"
            f"{_deadlock(parents, held)}.",
            next((action for _, action in found if action.columns), found[0][1]),
            parents,
            instead=ONE_BY_ONE if several else "",
        )


def _deadlock(parents: tuple[str, ...], held: set[str]) -> str:
    if len(parents) > 1:
        return "; traffic that writes them in another order can deadlock with it"
    beside = names(sorted(held))
    return f"; traffic that also writes {beside} can deadlock with it" if held else ""


def _new(action: Action) -> bool:
    """It has nothing to check: MS104 tells of foreign keys over rows that exist."""
    return bool(action.other("referenced")) and (
        action.fresh or action.shape == "ADD COLUMN REFERENCES"
    )


def _works_later(statement: Statement, history: History) -> bool:
    """Then it is MS110 that names the tables that wait."""
    return any(effect.works for later in history.after(statement) for effect in later.effects)


def _parents(action: Action) -> Iterator[str]:
    return (
        table for role, table in action.others if role == "referenced" and table != action.table
    )


def _held(statement: Statement, history: History) -> set[str]:
    """The tables that cannot be written by then anyway."""
    locks = history.locks(statement)
    return {table for table, (_, effect) in locks.items() if effect.blocks >= Blocks.WRITES}
