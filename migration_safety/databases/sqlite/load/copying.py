"""Rows written chunk by chunk, each in one transaction with its journal entry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from migration_safety.databases.sqlite.load.constraints import quoted
from migration_safety.databases.sqlite.load.encoding import stored
from migration_safety.errors import VolumeError

CLAIM = 'INSERT OR IGNORE INTO migration_safety_chunk (run, "table", number) VALUES (?, ?, ?)'
Row = tuple[str | bytes | None, ...]


def copy_chunk(
    session: sqlite3.Connection,
    *,
    run: int,
    table: str,
    columns: Sequence[str],
    chunk: int,
    lines: Iterable[bytes],
) -> int:
    """Write complete lines of COPY's text format; returns the number of rows.

    0 where the journal has this chunk already.  Whatever stops it, neither rows nor entry stay.
    """
    types = dict(session.execute("SELECT name, type FROM pragma_table_info(?)", [table]))
    try:
        session.execute("BEGIN IMMEDIATE")
        if not session.execute(CLAIM, [run, table, chunk]).rowcount:
            session.execute("ROLLBACK")
            return 0
        rows = values(types, columns, cells(lines))
        count = session.executemany(insertion(table, columns), rows).rowcount
        session.execute("COMMIT")
    except BaseException as error:
        if session.in_transaction:
            session.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise VolumeError(
                f"SQLite refuses rows of {table}: {error}", "Nothing of this chunk was kept."
            ) from error
        raise
    return max(count, 0)


def cells(lines: Iterable[bytes]) -> Iterator[tuple[bytes, ...]]:
    """The cells of each line; a batch may hold many lines."""
    for batch in lines:
        for line in batch.split(b"\n")[:-1]:
            yield tuple(line.split(b"\t"))


def values(
    types: Mapping[str, str], columns: Sequence[str], rows: Iterable[tuple[bytes, ...]]
) -> Iterator[Row]:
    """What the cells become in columns of these types."""
    binary = [types[name].upper() == "BLOB" for name in columns]
    if not columns:
        yield from (() for _ in rows)
        return
    for row in rows:
        pairs = zip(row, binary, strict=True)
        yield tuple(stored(cell, binary=is_binary) for cell, is_binary in pairs)


def insertion(table: str, columns: Sequence[str]) -> str:
    """The statement for one row; rows without columns consist of defaults."""
    if not columns:
        return f"INSERT INTO {quoted(table)} DEFAULT VALUES"
    names, places = ", ".join(map(quoted, columns)), ", ".join("?" * len(columns))
    return f"INSERT INTO {quoted(table)} ({names}) VALUES ({places})"
