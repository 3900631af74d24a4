"""The right to drive a deployment, on blue itself: state directories may lie on two machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.errors import ReachError, RefusedError

KEY = "hashtextextended('migration_safety_deploy driver', 0)"
TAKE = f"SELECT pg_try_advisory_lock({KEY})"
# One whose machine is gone loses it soon.
NOTICED = """
    SELECT set_config('tcp_keepalives_idle', '10', false),
        set_config('tcp_keepalives_interval', '5', false),
        set_config('tcp_keepalives_count', '3', false)
"""
HOLDER = f"""
    SELECT a.pid, coalesce(host(client_addr), 'this server''s machine')
    FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
    WHERE locktype = 'advisory' AND granted AND l.objsubid = 1
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (l.classid::bigint << 32) | l.objid::bigint = {KEY}
"""
# The session of a driver that was killed ends a little later.
WITHIN = 10.0


@contextmanager
def turn(blue: Side) -> Iterator[None]:
    """Held while the block runs, by a session of its own, which goes with the process.

    Raises RefusedError where another driver has it.  A side that does not answer gives none: what
    can be done without it has to be.
    """
    try:
        connection = blue.fresh()
    except ReachError:
        yield
        return
    try:
        connection.execute(NOTICED)
        if not wait_until(lambda: _taken(connection), within=WITHIN):
            raise _refused(connection)
        yield
    finally:
        connection.close()


def _taken(connection: psycopg.Connection) -> bool:
    return connection.execute(TAKE.encode()).fetchone() == (True,)


def _refused(connection: psycopg.Connection) -> RefusedError:
    pid, where = connection.execute(HOLDER.encode()).fetchone() or ("?", "somewhere")
    return RefusedError(
        f"Another driver of a deployment of {connection.info.dbname} is at work: pid {pid} on blue,"
        f" from {where}.",
        f"Wait for its end. If it is dead: SELECT pg_terminate_backend({pid}).",
    )
