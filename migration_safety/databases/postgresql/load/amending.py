"""Columns of rows that are there already, changed chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.load.copying import CLAIM
from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.identifier import identifier

MADE = sql.SQL(
    "CREATE TEMPORARY TABLE amended ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
)
COPY = sql.SQL("COPY pg_temp.amended ({columns}) FROM STDIN (FORMAT text)")
MERGED = sql.SQL(
    "UPDATE {table} AS there SET {changes} FROM pg_temp.amended WHERE there.{key} = amended.{key}"
)


def amend_chunk(
    connection: psycopg.Connection,
    *,
    run: int,
    table: str,
    name: str,
    columns: Sequence[str],
    chunk: int,
    lines: Iterable[bytes],
) -> int:
    """Change the rows of the table that have the keys of these lines, which come first in them;
    returns their number.  `name` is what the journal calls it, as in copy_chunk."""
    key, *others = map(sql.Identifier, columns)
    names = sql.SQL(", ").join([key, *others])
    changes = sql.SQL(", ").join(sql.SQL("{0} = amended.{0}").format(each) for each in others)
    there = identifier(table)
    with (
        failures(connection, f"changing rows of {table}"),
        connection.transaction(),
        connection.cursor() as cursor,
    ):
        if not cursor.execute(CLAIM, [run, name, chunk]).rowcount:
            return 0
        cursor.execute(MADE.format(columns=names, table=there))
        with cursor.copy(COPY.format(columns=names)) as copy:
            for batch in lines:
                copy.write(batch)
        cursor.execute("ANALYZE pg_temp.amended")
        cursor.execute(MERGED.format(table=there, changes=changes, key=key))
        return cursor.rowcount
