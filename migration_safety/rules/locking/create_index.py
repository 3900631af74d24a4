"""CREATE INDEX blocks writes for the whole build.

What happens:
    A plain CREATE INDEX holds a SHARE lock on the table until the transaction commits: reads
    go on, every INSERT, UPDATE and DELETE waits while PostgreSQL reads the whole table and
    sorts its keys.

When it is fine:
    The table is created by the same migration, so nobody uses it yet.  Building the index
    CONCURRENTLY lets writes go on.

Instead:
    from django.contrib.postgres.operations import AddIndexConcurrently

    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
            AddIndexConcurrently(
                "{model_lower}",
                models.Index(fields=["{field}"], name="{name}"),
            ),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS101", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("CREATE INDEX"):
        # Under a stronger lock it is MS110 that tells the whole story.
        if not action.fresh and history.blocked(statement, action.table) is Blocks.WRITES:
            yield Hazard(
                f"Writes to {action.table} wait while the index {action.name} is built.", action
            )
