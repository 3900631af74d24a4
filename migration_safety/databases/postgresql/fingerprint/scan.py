"""Reading a table once: rows, NULLs and sums of hashes, in one row of one query."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.fingerprint.catalog import Column, Table
from migration_safety.databases.postgresql.fingerprint.planning import Sum
from migration_safety.databases.postgresql.fingerprint.session import Session, query, unhidden
from migration_safety.databases.postgresql.observe.complaint import complaint

# As an array, for a row has 1664 columns at most; so have the partial rows of workers.
SCAN = "SELECT ARRAY[count(*)::numeric, {}] FROM ONLY {}"
TOTAL = "coalesce(sum({}), 0)"
NULLS = "count({})::numeric"
WIDE = 1600
ALONE = "SET LOCAL max_parallel_workers_per_gather = 0"

# What may be wrong with values or privileges; a lost server or a full disk is not caught.
REFUSALS = (
    psycopg.DataError,
    psycopg.ProgrammingError,
    psycopg.InternalError,
    psycopg.NotSupportedError,
)


def refusal(error: psycopg.Error) -> str:
    """Why something cannot be read; what is said about values may quote one."""
    if isinstance(error, psycopg.DataError):
        words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
        return f"{words} (SQLSTATE {error.sqlstate})"
    return complaint(error)


@dataclass(frozen=True, slots=True)
class Scanned:
    """`totals` by (number, method, cast); `refused` holds the reason for each column not read."""

    rows: int = 0
    nulls: Mapping[int, int] = field(default_factory=dict)
    totals: Mapping[tuple[int, str, str], int] = field(default_factory=dict)
    refused: Mapping[int, str] = field(default_factory=dict)


def scan(session: Session, table: Table, columns: Sequence[Column], sums: Sequence[Sum]) -> Scanned:
    """Read these sums in one scan; where that is refused, each by itself.

    `columns` are the table's, or those of the partitioned table that it is a leaf of.
    Raises psycopg's error where not even the rows can be counted.
    """
    try:
        return _scan(session, table, columns, sums)
    except errors.InsufficientPrivilege:
        raise
    except REFUSALS:
        return _one_by_one(session, table, columns, sums)


def _one_by_one(
    session: Session, table: Table, columns: Sequence[Column], sums: Sequence[Sum]
) -> Scanned:
    found = _scan(session, table, columns, ())
    nulls, totals, refused = dict(found.nulls), dict(found.totals), {}
    for each in sums:
        try:
            one = _scan(session, table, columns, (each,))
        except REFUSALS as error:
            if not each.cast:
                refused[each.number] = refusal(error)
        else:
            nulls |= one.nulls
            totals |= one.totals
    return Scanned(found.rows, nulls, totals, refused)


def _scan(
    session: Session, table: Table, columns: Sequence[Column], sums: Sequence[Sum]
) -> Scanned:
    numbers = {each.number for each in sums}
    counted = [each for each in columns if each.number in numbers and not each.never_null]
    cells: list[sql.Composable] = [sql.SQL(TOTAL).format(each.hashed) for each in sums]
    cells += [sql.SQL(NULLS).format(column.value) for column in counted]
    command = sql.SQL(SCAN).format(sql.SQL(", ").join(cells or [sql.SQL("0")]), table.identifier)
    with unhidden(session, table.identifier, hides=table.hides):
        if len(cells) > WIDE:
            session.execute(ALONE)
        rows, *figures = map(int, query(session, command)[0][0])
    totals = {(each.number, each.method, each.cast): figures[i] for i, each in enumerate(sums)}
    present = figures[len(sums) :]
    nulls = {column.number: rows - present[i] for i, column in enumerate(counted)}
    return Scanned(rows, nulls, totals)
