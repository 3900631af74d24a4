"""One state of the source, for all the programs that read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors, sql

from migration_safety.errors import CloneError

TABLES = """
    SELECT quote_ident(nspname) || '.' || quote_ident(relname)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema')
      AND nspname !~ '^pg_(toast|temp)' AND has_table_privilege(c.oid, 'SELECT')
"""
LIMITLESS = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"


@contextmanager
def snapshot(connection: psycopg.Connection) -> Iterator[str]:
    """One state of the source for all who read it, its tables kept from being altered.

    Takes ACCESS SHARE on every table, as pg_dump does.  Raises CloneError.
    """
    connection.autocommit = False
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    try:
        connection.execute(LIMITLESS)
        tables = [sql.SQL(name) for (name,) in connection.execute(TABLES)]
        if tables:
            lock = sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE")
            connection.execute(lock.format(sql.SQL(", ").join(tables)))
        (name,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        yield name
    except errors.LockNotAvailable:
        raise CloneError(
            "A table of the database to clone is being altered.", "Try again when that is done."
        ) from None
    finally:
        if not connection.closed:
            connection.rollback()
