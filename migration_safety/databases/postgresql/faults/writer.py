"""A writer whose transaction stays open, so that a CONCURRENTLY statement is met in its middle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from psycopg import sql

TABLES = """
    SELECT n.nspname, c.relname
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relname <> 'django_migrations'
      AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
"""
# REFRESH MATERIALIZED VIEW CONCURRENTLY is one transaction, and waits for nobody's writing.
SEVERAL_TRANSACTIONS = re.compile(
    r"^\s*(CREATE\s+(UNIQUE\s+)?INDEX|DROP\s+INDEX|REINDEX|ALTER\s+TABLE)\b.*\bCONCURRENTLY\b",
    re.IGNORECASE | re.DOTALL,
)


def waits_for_writers(statement: str) -> bool:
    """Whether it commits on its way, and then waits for transactions older than that.

    https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
    """
    return bool(SEVERAL_TRANSACTIONS.match(statement))


@contextmanager
def writing(conninfo: str) -> Iterator[None]:
    """A session that has written to every table, as far as locks tell; rolled back at the end."""
    with closing(psycopg.connect(conninfo, connect_timeout=10)) as session:
        names = session.execute(TABLES.encode()).fetchall()
        if names:
            each = sql.SQL(", ").join(sql.SQL("ONLY {}").format(sql.Identifier(*n)) for n in names)
            session.execute(sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE").format(each))
        yield
