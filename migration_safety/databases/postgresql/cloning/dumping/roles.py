"""The roles that own what a clone holds: made without login where they lack, and dropped again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.sandboxes.lease import LEASE

MARK = "made by migration_safety for clones"
MADE = "SELECT rolname FROM pg_roles WHERE shobj_description(oid, 'pg_authid') = %s"
LOCK = "SELECT {}(%s, hashtext('roles'))"


def is_superuser(connection: psycopg.Connection) -> bool:
    """Whether the session's role may do all on its server."""
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return row.fetchone() == (True,)


@contextmanager
def lent(connection: psycopg.Connection, names: Sequence[str]) -> Iterator[list[str]]:
    """The roles exist as long as the block lasts; which of them had to be made.

    Of several runs on one server the last one drops them, also those that a killed one left.
    A sandbox that is kept keeps the roles that it needs.
    """
    connection.execute(LOCK.format("pg_advisory_lock_shared"), [LEASE])
    try:
        yield [name for name in names if _made(connection, name)]
    finally:
        with suppress(psycopg.OperationalError):
            connection.execute(LOCK.format("pg_advisory_unlock_shared"), [LEASE])
            _drop(connection)


def _made(connection: psycopg.Connection, name: str) -> bool:
    role = sql.Identifier(name)
    with suppress(errors.DuplicateObject, errors.UniqueViolation):
        with connection.transaction():
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
            comment = sql.SQL("COMMENT ON ROLE {} IS {}")
            connection.execute(comment.format(role, sql.Literal(MARK)))
        return True
    return False


def _drop(connection: psycopg.Connection) -> None:
    """Unless another run needs them."""
    row = connection.execute(LOCK.format("pg_try_advisory_lock"), [LEASE]).fetchone()
    if row == (True,):
        for (name,) in connection.execute(MADE, [MARK]).fetchall():
            with suppress(errors.DependentObjectsStillExist, errors.UndefinedObject):
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
        connection.execute(LOCK.format("pg_advisory_unlock"), [LEASE])
