"""Rows copied into a table chunk by chunk, each in one transaction with its journal entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.identifier import identifier

COPY = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT text)")
# Waits for another session that copies the same chunk, and steps back if that one commits.
CLAIM = """
    INSERT INTO migration_safety.chunk (run, "table", number) VALUES (%s, %s, %s)
    ON CONFLICT DO NOTHING
"""


def copy_chunk(
    connection: psycopg.Connection,
    *,
    run: int,
    table: str,
    columns: Sequence[str],
    chunk: int,
    lines: Iterable[bytes],
) -> int:
    """Copy complete lines of COPY's text format; returns the number of rows.

    0 where the journal has this chunk already: a session that a crash left behind may have
    committed it.  Whatever stops it, neither rows nor entry stay.
    """
    statement = COPY.format(identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
    with (
        failures(connection, f"copying rows into {table}"),
        connection.transaction(),
        connection.cursor() as cursor,
    ):
        if not cursor.execute(CLAIM, [run, table, chunk]).rowcount:
            return 0
        with cursor.copy(statement) as copy:
            for batch in lines:
                copy.write(batch)
        return cursor.rowcount
