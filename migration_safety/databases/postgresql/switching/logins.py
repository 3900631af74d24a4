"""The fence of roles: who writes may not log in, and loses the sessions that are open."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.switching.waiting import until
from migration_safety.errors import RefusedError

TERMINATED = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE usename = ANY (%s) AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
CAN_LOGIN = "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s) AND rolcanlogin ORDER BY 1"
MYSELF = "SELECT session_user"


def shut_out(connection: psycopg.Connection, roles: Sequence[str], *, seconds: float) -> None:
    """NOLOGIN for these roles, on the whole server, and the end of their sessions.

    Raises RefusedError where the driver's own role is among them, DeadlineError where a session
    does not end.
    """
    (myself,) = connection.execute(MYSELF).fetchone() or ("",)
    if myself in roles:
        raise RefusedError(
            f"The application and the driver log in as the same role {myself}.",
            "Give the driver a role of its own: it would shut itself out.",
        )
    _alter(connection, roles, "NOLOGIN")
    until(
        lambda: connection.execute(TERMINATED, [list(roles)]).fetchone() == (0,),
        "Sessions of roles that were shut out do not end",
        seconds=seconds,
    )


def let_in(connection: psycopg.Connection, roles: Sequence[str]) -> None:
    """LOGIN for these roles again."""
    _alter(connection, roles, "LOGIN")


def may_log_in(connection: psycopg.Connection, roles: Sequence[str]) -> tuple[str, ...]:
    """Those of the roles that may."""
    rows = connection.execute(CAN_LOGIN, [list(roles)]).fetchall()
    return tuple(name for (name,) in rows)


def _alter(connection: psycopg.Connection, roles: Sequence[str], attribute: str) -> None:
    # One transaction, hence one flush.
    with connection.transaction():
        for role in roles:
            command = sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(role), sql.SQL(attribute))
            connection.execute(command)
