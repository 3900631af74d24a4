"""Rows written chunk by chunk, each in one transaction with its journal entry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

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
    with _claimed(session, run, table, chunk) as ours:
        if not ours:
            return 0
        rows = values(types, columns, cells(lines))
        return max(session.executemany(insertion(table, columns), rows).rowcount, 0)


def amend_chunk(
    session: sqlite3.Connection,
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
    types = dict(session.execute("SELECT name, type FROM pragma_table_info(?)", [table]))
    key, *others = columns
    changes = ", ".join(f"{quoted(each)} = ?" for each in others)
    with _claimed(session, run, name, chunk) as ours:
        if not ours:
            return 0
        rows = ((*row[1:], row[0]) for row in values(types, columns, cells(lines)))
        update = f"UPDATE {quoted(table)} SET {changes} WHERE {quoted(key)} = ?"
        return max(session.executemany(update, rows).rowcount, 0)


@contextmanager
def _claimed(session: sqlite3.Connection, run: int, table: str, chunk: int) -> Iterator[bool]:
    """A transaction with the entry in the journal; False where it has that already."""
    try:
        session.execute("BEGIN IMMEDIATE")
        yield bool(session.execute(CLAIM, [run, table, chunk]).rowcount)
        session.execute("COMMIT")
    except BaseException as error:
        if session.in_transaction:
            session.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise VolumeError(
                f"SQLite refuses rows of {table}: {error}", "Nothing of this chunk was kept."
            ) from error
        raise


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
