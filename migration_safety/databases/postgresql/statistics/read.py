"""Statistics of a live database, read without reading a single one of its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

import psycopg
from psycopg import errors, sql

from migration_safety.core.volume.column import Column
from migration_safety.core.volume.statistics import ColumnStatistics, Statistics, TableStatistics
from migration_safety.databases.postgresql.statistics.allowed import refuse_unknown
from migration_safety.databases.postgresql.statistics.disclosure import (
    MEASURED,
    SPEAKING,
    disclosed,
)
from migration_safety.databases.postgresql.statistics.observed import Observed
from migration_safety.databases.postgresql.statistics.queries import (
    COLUMNS,
    SERVER,
    SETTINGS,
    TABLES,
)
from migration_safety.errors import VolumeError

Connection = psycopg.Connection[Any]
MISSING = TableStatistics(left_out="all: no such table")
NO_COLUMN = ColumnStatistics(left_out="all: no such column")


def read_statistics(
    connection: Connection,
    columns: Collection[Column],
    *,
    allow: Collection[str] = (),
    seconds: float = 60,
) -> Statistics:
    """The tables of these columns, in one read-only transaction.

    Values of a text are shown for the labels in `allow` alone.  Each query may take so many
    seconds.  Raises VolumeError where the server refuses, or a label is not known.
    """
    refuse_unknown(allow, columns)
    try:
        with connection.transaction():
            connection.execute("SET TRANSACTION READ ONLY")
            connection.execute(SETTINGS, {"milliseconds": f"{max(1, round(seconds * 1000))}"})
            return _read(connection, columns, allow)
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
    connection: Connection, columns: Collection[Column], allow: Collection[str]
) -> Statistics:
    (server,) = connection.execute(SERVER).fetchone() or ("",)
    names = sorted({column.table for column in columns})
    tables = _sizes(connection, names)
    known = {
        (name, column): statistics
        for name, column, statistics in _columns(connection, columns, allow, tables)
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


def _sizes(connection: Connection, names: list[str]) -> dict[str, TableStatistics]:
    found = {}
    for name, rows, size, index_size, unknown in connection.execute(TABLES, _named(names)):
        reason = f"rows: never analysed; run ANALYZE {name}" if unknown else ""
        estimate = None if unknown else max(0, round(rows))
        found[name] = TableStatistics(estimate, size, index_size, left_out=reason)
    return found


def _columns(
    connection: Connection,
    columns: Collection[Column],
    allow: Collection[str],
    tables: dict[str, TableStatistics],
) -> Iterator[tuple[str, str, ColumnStatistics]]:
    by_name = {(each.table, each.column): each for each in columns}
    allowed = set(allow)
    asked = {
        **_named(sorted(tables)),
        "tables": [each.table for each in columns],
        "columns": [each.column for each in columns],
        "values": [each.kind in SPEAKING or each.label in allowed for each in columns],
        "bounds": [each.kind in MEASURED for each in columns],
    }
    for name, attname, readable, guarded, analysed, *row in connection.execute(COLUMNS, asked):
        column, rows = by_name[name, attname], tables[name].rows
        reason = _unknown(name, readable, guarded, analysed, rows)
        if reason or rows is None:
            yield name, attname, ColumnStatistics(left_out=reason)
        else:
            shown = column.label in allowed
            yield name, attname, disclosed(column, _observed(row), rows, allowed=shown)


def _unknown(name: str, readable: bool, guarded: bool, analysed: bool, rows: int | None) -> str:
    """Why there is nothing to tell of a column, "" where there is."""
    if not readable:
        return "all: this role may not read the column; GRANT SELECT on it"
    if guarded:
        return "all: hidden by row-level security; use a role with BYPASSRLS"
    if rows == 0:
        return "all: no rows"
    if rows is None or not analysed:
        return f"all: never analysed; run ANALYZE {name}"
    return ""


def _observed(row: Sequence[Any]) -> Observed:
    nulls, distinct, width, correlation, *lists = row
    frequencies, values, bounds = (tuple(each or ()) for each in lists)
    return Observed(nulls, distinct, width, correlation, frequencies, values, bounds)


def _named(names: Sequence[str]) -> dict[str, Sequence[str]]:
    """Names of tables, quoted as one identifier and as a schema's and a table's."""
    return {
        "names": names,
        "whole": [sql.Identifier(name).as_string() for name in names],
        "parts": [sql.Identifier(*name.split(".", 1)).as_string() for name in names],
    }


def _first_line(error: psycopg.Error) -> str:
    return str(error).partition("\n")[0]


def _table_of(column: Column) -> str:
    return column.table
