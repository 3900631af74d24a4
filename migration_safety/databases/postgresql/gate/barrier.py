"""Who is inside the gate, and waiting until nobody is who entered before it was turned."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from migration_safety.databases.postgresql.deploying.patience import limit_locks
from migration_safety.databases.postgresql.gate.words import KEY
from migration_safety.errors import DeadlineError

# A lock of a transaction: it goes with it, whatever happens to us.  It conflicts with those of
# sessions all the same.  While it waits in the queue, who tries to enter is turned away at once.
WAIT = "SELECT pg_advisory_xact_lock(%s)"
INSIDE = """
    SELECT a.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''),
        coalesce(a.state, ''),
        coalesce(extract(epoch FROM clock_timestamp() - a.state_change), 0)::float8
    FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a USING (pid)
    WHERE l.locktype = 'advisory' AND l.mode = 'ShareLock' AND l.granted AND l.objsubid = 1
      AND l.classid = ((%(key)s::bigint >> 32) & 4294967295)::oid
      AND l.objid = (%(key)s::bigint & 4294967295)::oid
      AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
    ORDER BY a.state_change
"""
MOST = 5


@dataclass(frozen=True, slots=True)
class Inside:
    """A session whose request is inside; `seconds` since its last statement began or ended."""

    pid: int
    role: str
    application: str
    state: str
    seconds: float


def inside(connection: psycopg.Connection) -> list[Inside]:
    """Who is inside now, the quietest first."""
    return [Inside(*row) for row in connection.execute(INSIDE, {"key": KEY}).fetchall()]


def barrier(connection: psycopg.Connection, *, within: float) -> None:
    """Wait until all who were inside have left.

    Turn the gate first: who enters afterwards reads the row anew, so from then on nobody is
    inside whom the row did not let in.  Raises DeadlineError, naming who is inside, after so
    many seconds; a process that died has left.
    """
    try:
        with connection.transaction():
            limit_locks(connection, within)
            connection.execute(WAIT, [KEY])
    except psycopg.errors.LockNotAvailable:
        raise _overdue(inside(connection), within) from None


def _overdue(found: list[Inside], within: float) -> DeadlineError:
    named = ", ".join(
        f"pid {each.pid} ({each.role} {each.application}, {each.state} for {each.seconds:.1f} s)"
        for each in found[:MOST]
    )
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    return DeadlineError(
        f"After {within:g} s requests are still inside the gate: {named or 'none any more'}{more}.",
        "Open it again, end what is long (pg_terminate_backend), or allow more time.",
    )
