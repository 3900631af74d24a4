"""Queries that prove what a filled table holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg
from psycopg import sql

from migration_safety.core.volume.constraint import ForeignKey
from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.identifier import identifier

COUNT = sql.SQL("SELECT count(*) FROM {}")
FEW = sql.SQL("(SELECT count(*) FROM (SELECT FROM {} LIMIT {}) AS rows)")
# So many at a time: a row of an answer has 1,664 at most.
COLUMNS = 500
BETWEEN = sql.SQL(" WHERE {} BETWEEN {} AND {}")
SIZE = "SELECT pg_total_relation_size(to_regclass(%s))"
STANDING = """
    SELECT conrelid::regclass || ': ' || conname, convalidated
    FROM pg_constraint WHERE conrelid = ANY (%s::text[]::regclass[]) AND contype <> 'n'
    UNION ALL
    SELECT indrelid::regclass || ': ' || indexrelid::regclass, indisvalid AND indisready
    FROM pg_index WHERE indrelid = ANY (%s::text[]::regclass[])
    ORDER BY 1
"""
CONSTANT = sql.SQL(
    "min({column}::text) IS NOT DISTINCT FROM max({column}::text)"
    " AND count({column}) IN (0, count(*))"
)
ORPHANS = sql.SQL(
    "SELECT count(*) FROM {child} AS child WHERE {present} AND NOT EXISTS"
    " (SELECT FROM {parent} AS parent WHERE {same})"
)


def count(connection: psycopg.Connection, table: str) -> int:
    """How many rows there are."""
    (rows,) = connection.execute(COUNT.format(identifier(table))).fetchone() or (0,)
    return int(rows)


def few(connection: psycopg.Connection, tables: Sequence[str], most: int) -> dict[str, int]:
    """How many rows there are in each, counted up to `most`."""
    found: dict[str, int] = {}
    for start in range(0, len(tables), COLUMNS):
        part = tables[start : start + COLUMNS]
        counts = (FEW.format(identifier(table), sql.Literal(most)) for table in part)
        query = sql.SQL("SELECT {}").format(sql.SQL(", ").join(counts))
        found |= zip(part, connection.execute(query).fetchone() or (), strict=True)
    return found


def count_between(
    connection: psycopg.Connection, table: str, key: str, first: int, last: int
) -> int:
    """How many rows have a key between these, both included."""
    condition = BETWEEN.format(sql.Identifier(key), sql.Literal(first), sql.Literal(last))
    query = COUNT.format(identifier(table)) + condition
    (rows,) = connection.execute(query).fetchone() or (0,)
    return int(rows)


def constant(connection: psycopg.Connection, table: str, columns: Sequence[str]) -> set[str]:
    """Which of the columns have the same in every row."""
    asked = [CONSTANT.format(column=sql.Identifier(name)) for name in columns]
    query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(asked), identifier(table))
    found = connection.execute(query).fetchone() or ()
    return {name for name, same in zip(columns, found, strict=True) if same}


def size(connection: psycopg.Connection, table: str) -> int:
    """The bytes of the table, its TOAST and its indexes."""
    (found,) = connection.execute(SIZE, [identifier(table).as_string()]).fetchone() or (0,)
    return int(found or 0)


def standing(connection: psycopg.Connection, tables: Sequence[str]) -> dict[str, bool]:
    """Every constraint and index of the tables, and whether the server vouches for it."""
    names = [identifier(table).as_string() for table in tables]
    with failures(connection, "reading the catalog"):
        return dict(connection.execute(STANDING, [names, names]).fetchall())


def orphans(
    connection: psycopg.Connection, table: str, keys: Iterable[ForeignKey]
) -> dict[str, int]:
    """How many rows refer to a row that is not there, by the name of each foreign key."""
    found = {}
    for key in keys:
        pairs = list(zip(key.columns, key.to_columns, strict=True))
        query = ORPHANS.format(
            child=identifier(table),
            parent=identifier(key.table),
            present=sql.SQL(" AND ").join(
                sql.SQL("child.{} IS NOT NULL").format(sql.Identifier(own)) for own, _ in pairs
            ),
            same=sql.SQL(" AND ").join(
                sql.SQL("parent.{} = child.{}").format(sql.Identifier(to), sql.Identifier(own))
                for own, to in pairs
            ),
        )
        with failures(connection, f"looking for orphans in {table}"):
            (found[key.name],) = connection.execute(query).fetchone() or (0,)
    return found
