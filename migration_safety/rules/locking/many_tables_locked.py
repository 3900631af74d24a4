"""One transaction locks several tables: each waits for all the others, or they deadlock.

What happens:
    Locks are kept until the commit, so the first table stays blocked while the migration
    waits for the second.  A transaction of the application that has written the second and
    comes to the first then waits for the migration, which waits for it: PostgreSQL ends one
    of the two with "deadlock detected".

When it is fine:
    The tables are created by the same migration, or one operation needs them together (a
    table and those that its foreign keys refer to).  With one table in each migration
    nothing is held while the next lock is waited for.

Instead:
    # one migration for each table: what has come before stays, this operation moves
    class Migration(migrations.Migration):
        dependencies = [("{app}", "{migration}")]

        operations = [
            {operation},
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS115", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told once a transaction: on the operation that locks the second table."""
    for transaction in dict.fromkeys(each.transaction for each in step.statements):
        if not _locked(step, transaction) or _second(history, transaction) is not step:
            continue
        every = [_locked(each, transaction) for each in history.migration.steps]
        tables = tuple(dict.fromkeys(table for each in every for table in each))
        patient = not history.gives_up(step.statements[0])
        yield Hazard(
            f"One transaction locks {names(tables)}: the first stays blocked while it waits for "
            "the next, and traffic that uses both can deadlock with it.",
            tables=tables,
            severity=None if patient else Severity.INFO,
            code={"migration": history.migration.name},
        )


def _second(history: History, transaction: int) -> Step | None:
    """The first operation that locks a table which the first locking one did not."""
    first: tuple[str, ...] = ()
    for each in history.migration.steps:
        tables = _locked(each, transaction)
        if first and not set(tables) <= set(first):
            return each
        first = first or tables
    return None


def _locked(step: Step, transaction: int) -> tuple[str, ...]:
    """The existing tables that its statements are about and keep from being written."""
    return tuple(
        dict.fromkeys(
            effect.table
            for statement in step.statements
            if statement.transaction == transaction
            for effect in statement.effects
            if effect.blocks >= Blocks.WRITES
            and any(action.table == effect.table for action in statement.actions)
        )
    )
