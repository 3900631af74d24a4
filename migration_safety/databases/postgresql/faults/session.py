"""Sessions of ours on a copy of a database, and how those of the migration shall be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TypeAlias

import psycopg
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors

from migration_safety.databases.postgresql.connect import connect, parameters
from migration_safety.databases.postgresql.sandboxes.carrying import put
from migration_safety.databases.postgresql.sandboxes.lease import take_lease

Session: TypeAlias = psycopg.Connection

INTERVAL = "client_connection_check_interval"


@contextmanager
def session(conninfo: str) -> Iterator[Session]:
    """In autocommit; closed afterwards, whether or not the server is still there."""
    opened = connect(conninfo)
    try:
        yield opened
    finally:
        opened.close()


def settled(conninfo: str, check_interval: str) -> Mapping[str, str]:
    """Let later sessions on it notice that their client has gone as those in production do.

    The address of the database, in libpq's parameters.
    """
    with session(conninfo) as opened:
        server = opened.info
        # Not every platform knows the setting: PostgreSQL refuses it there.
        with suppress(errors.InvalidParameterValue):
            put(opened, server.dbname, INTERVAL, check_interval)
        given = {"host": server.host, "port": str(server.port), "user": server.user}
    return given | parameters(conninfo)


def keeper(conninfo: str, names: list[str]) -> Session:
    """A session that holds the leases of these databases, until it is closed."""
    opened = connect(conninfo)
    for name in names:
        take_lease(opened, name)
    return opened


def check_interval(connection: BaseDatabaseWrapper) -> str:
    """What the project's sessions have for it, "" where an open connection cannot say.

    It does not connect by itself.
    """
    if connection.vendor != "postgresql" or connection.connection is None:
        return ""
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(f"SHOW {INTERVAL}")
        return str(cursor.fetchone()[0])
    return ""
