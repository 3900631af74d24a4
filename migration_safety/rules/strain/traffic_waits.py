"""Live traffic waits for a second or longer.

What happens:
    While the migration ran on the sandbox, clients read and wrote the table (--load), and one of
    them had to wait for a lock of the migration.  In production every request that touches the
    table waits as long, holds its worker and its connection, and others wait for these.

When it is fine:
    Nobody uses the table meanwhile, or it is done in a maintenance window.

Instead:
    # take the lock for a moment only: build indexes CONCURRENTLY, add constraints NOT VALID and
    # validate them in a migration of their own, update rows in batches outside of the transaction
    migrations.RunSQL("...", "...")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

# In milliseconds: what users take for a pause; less is told in the report alone.
PAUSE = 1000.0


@rule("MS461", Severity.WARNING, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        for felt in trial.load.felt if trial.load else ():
            for service in felt.services:
                if service.stall and service.stalled >= PAUSE:
                    seconds = f"{service.stalled / 1000:.1f} s on the way {felt.direction.value}"
                    yield Hazard(
                        f"{service.access.value.capitalize()} of {service.table} waited {seconds},"
                        f" for {_short(service.stall.sql) or 'its locks'}.",
                        tables=(service.table,),
                        whole=True,
                    )


def _short(sql: str) -> str:
    return sql if len(sql) <= 80 else f"{sql[:80]}..."
