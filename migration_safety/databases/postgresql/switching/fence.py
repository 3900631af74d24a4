"""The fence of a whole server: every session is read-only, but the driver's own."""

from __future__ import annotations

import psycopg

from migration_safety.databases.postgresql.switching.in_flight import await_in_flight
from migration_safety.databases.postgresql.switching.waiting import until

# ALTER SYSTEM and a reload reach sessions that are open, ALTER DATABASE new ones alone.
# Workers that apply a subscription write all the same.
RAISED = "ALTER SYSTEM SET default_transaction_read_only = on"
LIFTED = "ALTER SYSTEM RESET default_transaction_read_only"
RELOADED = "SELECT pg_reload_conf()"
STANDS = """
    SELECT bool_or(setting = 'on' AND error IS NULL) FROM pg_file_settings
    WHERE name = 'default_transaction_read_only' AND sourcefile LIKE '%postgresql.auto.conf'
"""
# What the configuration of roles and databases says goes before that of the server.
DEAF = """
    SELECT coalesce(r.rolname, 'all roles'), coalesce(d.datname, 'all databases')
    FROM pg_db_role_setting AS s
    LEFT JOIN pg_roles AS r ON r.oid = s.setrole
    LEFT JOIN pg_database AS d ON d.oid = s.setdatabase
    WHERE EXISTS (
        SELECT FROM unnest(s.setconfig) AS c WHERE c ILIKE 'default_transaction_read_only=%'
    )
"""
# Of this session: the driver's own setting hides from it what the file says.
LOADED = "SELECT pg_conf_load_time()::text"


def raise_fence(connection: psycopg.Connection, *, seconds: float) -> None:
    """Make all sessions of the server read-only, and wait for transactions begun before.

    Raises DeadlineError; the fence stands then all the same, see `lift_fence`.
    """
    _alter(connection, RAISED, seconds)
    await_in_flight(connection, seconds=seconds)


def lift_fence(connection: psycopg.Connection, *, seconds: float) -> None:
    """Let sessions write again.  A transaction that began under the fence stays read-only:
    lift it before anybody waits at the gate of this side."""
    _alter(connection, LIFTED, seconds)


def fenced(connection: psycopg.Connection) -> bool:
    """Whether the fence stands in the server's configuration."""
    (stands,) = connection.execute(STANDS).fetchone() or (None,)
    return bool(stands)


def deaf_to_fence(connection: psycopg.Connection) -> tuple[str, ...]:
    """Roles and databases with a setting of their own, which the fence does not reach."""
    rows = connection.execute(DEAF).fetchall()
    return tuple(f"{role} in {database}" for role, database in rows)


def _alter(connection: psycopg.Connection, command: str, seconds: float) -> None:
    loaded = connection.execute(LOADED).fetchone()
    connection.execute(command.encode())
    connection.execute(RELOADED)
    # The postmaster tells its children one after the other; ours among them.
    until(
        lambda: connection.execute(LOADED).fetchone() != loaded,
        "The server has not read its configuration again",
        seconds=seconds,
        advice="Look into its log: an error in a configuration file keeps it from all of them.",
    )
