"""REINDEX blocks writes, and every query that would use the index, until it is built again.

What happens:
    REINDEX holds SHARE on the table, so that every INSERT, UPDATE and DELETE waits, and
    ACCESS EXCLUSIVE on the index: even planning a query on the table looks at its indexes
    and waits.  Both last until the whole index is built.

When it is fine:
    The table is created by the same migration.  REINDEX CONCURRENTLY builds a second index
    beside the first and lets traffic go on.

Instead:
    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
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
from migration_safety.rules.rule import Hazard, concurrently, python, rule


@rule("MS112", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("REINDEX"):
        if not action.fresh:
            yield Hazard(
                f"Writes to {action.table}, and most reads, wait until REINDEX is done.",
                action,
                code={"sql": python([concurrently(statement.sql)])},
            )
