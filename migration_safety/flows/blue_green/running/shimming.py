"""One script of a shim on one side, as the role that its tables belong to."""

from __future__ import annotations

from migration_safety.databases.postgresql.deploying.patience import lock_limit
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.publishing.making.owners import as_migrator
from migration_safety.flows.blue_green.running.run import Run


def execute(run: Run, side: Side, table: str, script: str, *, seconds: float = 0.0) -> None:
    """In one transaction, which waits for a lock on the table no longer than the run's limit, and
    takes `seconds` at most, 0 for any time.  Raises DeadlineError."""
    connection, named = side.connection, f"{table} of {side.name}"
    with (
        lock_limit(connection, named, lock=run.limits.lock, seconds=seconds),
        as_migrator(connection),
    ):
        connection.execute(script.encode())
