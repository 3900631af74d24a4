"""Columns as pg_stats shows them to this role, made fit to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import psycopg

from migration_safety.core.volume.likeness.column import Column
from migration_safety.core.volume.likeness.statistics import ColumnStatistics, TableStatistics
from migration_safety.databases.postgresql.statistics.disclosure import (
    FEWEST,
    MEASURED,
    SPEAKING,
    disclosed,
)
from migration_safety.databases.postgresql.statistics.observed import Observed
from migration_safety.databases.postgresql.statistics.queries import COLUMNS
from migration_safety.databases.postgresql.statistics.quoted import quoted


def read_columns(
    connection: psycopg.Connection[Any],
    columns: Collection[Column],
    allow: Collection[str],
    tables: Mapping[str, TableStatistics],
    *,
    fewest: int = FEWEST,
) -> Iterator[tuple[str, str, ColumnStatistics]]:
    """The table, the name and the statistics of each column that is there."""
    by_name = {(each.table, each.column): each for each in columns}
    allowed = set(allow)
    asked = {
        **quoted(sorted(tables)),
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
            yield (
                name,
                attname,
                disclosed(column, _observed(row), rows, allowed=shown, fewest=fewest),
            )


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
