"""Without lock_timeout a migration waits for its lock without limit, and traffic behind it.

What happens:
    A statement that needs a table for itself waits for the queries that run on it.  From
    then on every new query on the table waits behind the migration: one forgotten report
    that runs for an hour keeps the whole site waiting for an hour, even where the change
    itself takes a millisecond.

When it is fine:
    The connection that runs the migrations sets lock_timeout, or the migration sets it
    before its first lock.  A migration that gives up is run again; nobody has noticed it.
    A migration that locks nothing, or only tables that it creates, needs none.

Instead:
    # settings.py, in the entry of DATABASES that runs the migrations
    OPTIONS = {"options": "-c lock_timeout=2s"}

    # or in the migration, before everything else
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS114", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    waiting = (
        statement
        for statement in history.migration.statements()
        if statement.blocks >= Blocks.WRITES and history.gives_up(statement) is False
    )
    first = next(waiting, None)
    if first is not None and first in step.statements:
        table = next(effect.table for effect in first.effects if effect.blocks is first.blocks)
        yield Hazard(
            f"It waits for its lock on {table} without limit, and later queries wait behind it.",
            tables=(table,),
            whole=True,
        )
