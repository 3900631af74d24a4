"""One deploy goes through the same table several times while others wait.

What happens:
    Each migration of the deploy rewrites the table, checks its rows or builds an index on it
    under a lock of its own.  What seems short migration by migration adds up: traffic is
    stopped again as soon as it has caught up, and the deploy takes the sum of it all.

When it is fine:
    The table is small.  Work without a lock that blocks anybody (VALIDATE, CONCURRENTLY)
    does not count, nor does what is bounded by a condition.  Without --deploy migrations are
    judged one by one.

Instead:
    # PostgreSQL does all parts of one ALTER TABLE in one pass
    migrations.SeparateDatabaseAndState(
        state_operations=[...],
        database_operations=[
            migrations.RunSQL("ALTER TABLE {table} ALTER COLUMN ..., ALTER COLUMN ...", ...),
        ],
    )
    # or one of the migrations in each deploy
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Migration, Step
from migration_safety.core.price.timeline import timeline
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS116", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told once a table, of the last migration that goes through it."""
    if not history.plan.deploy or step is not history.migration.steps[-1]:
        return
    own = _passes(history.migration)
    if not own:
        return
    later = history.plan.migrations[len(history.earlier) + 1 :]
    again = {table for each in later for table in _passes(each)}
    counts = [(each, _passes(each)) for each in (*history.earlier, history.migration)]
    for table in sorted(set(own) - again):
        through = [str(each) for each, passes in counts if passes[table]]
        if len(through) > 1:
            yield Hazard(
                f"This deploy goes through {table} {sum(p[table] for _, p in counts)} times "
                f"while others wait, in {names(through)}.",
                Action("", table),
                whole=True,
            )


def _passes(migration: Migration) -> Counter[str]:
    """By table, how often all its rows are gone through while it is kept from traffic."""
    return Counter(
        task.table
        for hold in timeline(migration)
        if hold.blocks >= Blocks.WRITES
        for task in hold.tasks
        if task.table == hold.table and not task.bounded
    )
