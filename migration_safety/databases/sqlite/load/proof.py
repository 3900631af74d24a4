"""Queries that prove what a filled table holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from migration_safety.core.volume.constraint import ForeignKey
from migration_safety.databases.sqlite.load.constraints import quoted

SIZE = """
    SELECT coalesce(sum(pgsize), 0) FROM dbstat
    WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = ?)
"""
INDEXES = "SELECT name FROM sqlite_master WHERE tbl_name = ? AND type = 'index' ORDER BY name"


def count(session: sqlite3.Connection, table: str) -> int:
    """How many rows there are."""
    (rows,) = session.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()
    return int(rows)


def few(session: sqlite3.Connection, tables: Sequence[str], most: int) -> dict[str, int]:
    """How many rows there are in each, counted up to `most`."""
    query = "SELECT count(*) FROM (SELECT 1 FROM {} LIMIT ?)"
    counts = {each: session.execute(query.format(quoted(each)), [most]) for each in tables}
    return {table: int(count) for table, found in counts.items() for (count,) in found}


def constant(session: sqlite3.Connection, table: str, columns: Sequence[str]) -> set[str]:
    """Which of the columns have the same in every row."""
    asked = ", ".join(
        f"min({name}) IS max({name}) AND count({name}) IN (0, count(*))"
        for name in map(quoted, columns)
    )
    found = session.execute(f"SELECT {asked} FROM {quoted(table)}").fetchone()
    return {name for name, same in zip(columns, found, strict=True) if same}


def size(session: sqlite3.Connection, table: str) -> int:
    """The bytes of the table and its indexes; 0 where this SQLite was built without dbstat."""
    try:
        (found,) = session.execute(SIZE, [table]).fetchone()
    except sqlite3.OperationalError:
        return 0
    return int(found)


def standing(session: sqlite3.Connection, tables: Sequence[str]) -> dict[str, bool]:
    """Every index: checks and foreign keys of SQLite cannot leave their table."""
    return {
        f"{table}: {name}": True
        for table in tables
        for (name,) in session.execute(INDEXES, [table])
    }


def orphans(session: sqlite3.Connection, table: str, keys: Iterable[ForeignKey]) -> dict[str, int]:
    """How many rows refer to a row that is not there, by the name of each foreign key."""
    found = {}
    for key in keys:
        pairs = list(zip(key.columns, key.to_columns, strict=True))
        present = " AND ".join(f"child.{quoted(own)} IS NOT NULL" for own, _ in pairs)
        same = " AND ".join(f"parent.{quoted(to)} = child.{quoted(own)}" for own, to in pairs)
        query = (
            f"SELECT count(*) FROM {quoted(table)} AS child WHERE {present} AND NOT EXISTS"
            f" (SELECT 1 FROM {quoted(key.table)} AS parent WHERE {same})"
        )
        (found[key.name],) = session.execute(query).fetchone()
    return found
