"""How many rows tables hold, counted."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.publishing.names import identifier

THERE = "SELECT to_regclass(%s) IS NOT NULL"
COUNT = "SELECT count(*) FROM {}"


def counted(connection: psycopg.Connection, tables: Iterable[str]) -> dict[str, int]:
    """The rows of each table ("schema.name") that is there.  Reads them all."""
    found = {}
    for table in tables:
        named = identifier(table)
        if connection.execute(THERE, [named.as_string(connection)]).fetchone() == (True,):
            row = connection.execute(sql.SQL(COUNT).format(named)).fetchone()
            found[table] = int(row[0]) if row else 0
    return found
