"""The migration fails while others use its tables.

What happens:
    By itself the migration came through; while clients read and wrote its tables (--load) it did
    not.  Mostly that is a deadlock: the migration holds one table and asks for another, a client
    the other way round.  Whether it happens is a matter of luck, and of how busy the tables are.

When it is fine:
    Nobody uses the tables meanwhile; or it is atomic, and whoever deploys it runs it again.

Instead:
    # a migration of its own for each of the tables, in the order in which requests use them
    migrations.RunSQL("...", "...")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS462", Severity.WARNING, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        for felt in trial.load.felt if trial.load else ():
            if felt.error:
                way = f"on the way {felt.direction.value} under live traffic"
                yield Hazard(f"It fails {way}: {felt.error.rstrip('.')}.", whole=True)
