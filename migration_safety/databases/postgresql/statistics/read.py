"""Statistics of a live database, read without reading a single one of its rows."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby
from typing import Any

import psycopg
from psycopg import errors

from migration_safety.core.volume.likeness.column import Column
from migration_safety.core.volume.likeness.statistics import (
    ColumnStatistics,
    Statistics,
    TableStatistics,
)
from migration_safety.databases.postgresql.statistics.allowed import refuse_unknown
from migration_safety.databases.postgresql.statistics.columns import read_columns
from migration_safety.databases.postgresql.statistics.disclosure import FEWEST
from migration_safety.databases.postgresql.statistics.queries import SERVER
from migration_safety.databases.postgresql.statistics.sizes import reading, table_sizes
from migration_safety.errors import VolumeError

Connection = psycopg.Connection[Any]
MISSING = TableStatistics(left_out="all: no such table")
NO_COLUMN = ColumnStatistics(left_out="all: no such column")


def read_statistics(
    connection: Connection,
    columns: Collection[Column],
    *,
    allow: Collection[str] = (),
    fewest: int = FEWEST,
    seconds: float = 60,
) -> Statistics:
    """The tables of these columns, in one read-only transaction.

    Values of a text are shown for the labels in `allow` alone, and frequencies of `fewest` rows
    or more.  Each query may take so many seconds.  Raises VolumeError where the server refuses,
    or a label is not known.
    """
    refuse_unknown(allow, columns)
    try:
        with reading(connection, seconds):
            return _read(connection, columns, allow, fewest)
    except (errors.QueryCanceled, errors.LockNotAvailable) as error:
        raise VolumeError(
            f"The database's statistics could not be read: {_first_line(error)}",
            "A migration may hold a lock on a table. Try again, or on a replica.",
        ) from error
    except psycopg.Error as error:
        raise VolumeError(
            f"The database's statistics could not be read: {_first_line(error)}",
            "The role needs CONNECT, and SELECT on the tables; superuser it need not be.",
        ) from error


def _read(
    connection: Connection, columns: Collection[Column], allow: Collection[str], fewest: int
) -> Statistics:
    (server,) = connection.execute(SERVER).fetchone() or ("",)
    names = sorted({column.table for column in columns})
    tables = table_sizes(connection, names)
    known = {
        (name, column): statistics
        for name, column, statistics in read_columns(
            connection, columns, allow, tables, fewest=fewest
        )
    }
    return Statistics(
        {
            name: _whole(tables.get(name, MISSING), name, list(group), known)
            for name, group in groupby(sorted(columns, key=_table_of), key=_table_of)
        },
        server,
    )


def _whole(
    table: TableStatistics,
    name: str,
    columns: list[Column],
    known: dict[tuple[str, str], ColumnStatistics],
) -> TableStatistics:
    if table is MISSING:
        return table
    found = {each.column: known.get((name, each.column), NO_COLUMN) for each in columns}
    return TableStatistics(table.rows, table.bytes, table.index_bytes, found, table.left_out)


def _first_line(error: psycopg.Error) -> str:
    return str(error).partition("\n")[0]


def _table_of(column: Column) -> str:
    return column.table
