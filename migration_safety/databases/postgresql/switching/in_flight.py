"""Transactions that may still write: those in flight, and those that were prepared."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from migration_safety.databases.postgresql.switching.waiting import until

# Of the driver's own sessions none writes to tables of the application.
DRIVER = "migration_safety%"
OPEN = """
    SELECT pid, coalesce(usename, '?'), coalesce(application_name, ''),
        extract(epoch FROM clock_timestamp() - xact_start)::float8
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid() AND application_name NOT LIKE %s
        AND xact_start < %s::timestamptz
    ORDER BY xact_start
"""
NOW = "SELECT clock_timestamp()::text"
CONNECTED = """
    SELECT pid, coalesce(usename, '?'), coalesce(application_name, ''),
        coalesce(extract(epoch FROM clock_timestamp() - xact_start), 0)::float8
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid() AND application_name NOT LIKE %s
    ORDER BY pid
"""
PREPARED = "SELECT gid FROM pg_prepared_xacts WHERE database = current_database() ORDER BY gid"


@dataclass(frozen=True, slots=True)
class InFlight:
    """An open transaction of a session; `age` in seconds."""

    pid: int
    role: str
    application: str
    age: float


def in_flight(connection: psycopg.Connection, *, before: str = "infinity") -> tuple[InFlight, ...]:
    """Transactions of this database that began before that time, the oldest first."""
    rows = connection.execute(OPEN, [DRIVER, before]).fetchall()
    return tuple(InFlight(*row) for row in rows)


def connected(connection: psycopg.Connection) -> tuple[InFlight, ...]:
    """Sessions of clients of this database, busy or not; the driver's own left out."""
    return tuple(InFlight(*row) for row in connection.execute(CONNECTED, [DRIVER]).fetchall())


def await_in_flight(connection: psycopg.Connection, *, seconds: float) -> None:
    """Wait for the end of all transactions that are open now.  Raises DeadlineError."""
    (now,) = connection.execute(NOW).fetchone() or ("infinity",)
    until(
        lambda: not in_flight(connection, before=str(now)),
        "Transactions that began before the fence are still open",
        seconds=seconds,
        advice="See pg_stat_activity for the oldest; a pg_dump or a shell is a usual one.",
    )


def prepared(connection: psycopg.Connection) -> tuple[str, ...]:
    """Transactions that were prepared and may be committed by anybody at any time."""
    return tuple(gid for (gid,) in connection.execute(PREPARED).fetchall())
