"""Rows deleted by their keys, unless others refer to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from migration_safety.databases.sqlite.load.constraints import quoted
from migration_safety.databases.sqlite.load.copying import cells, values
from migration_safety.errors import VolumeError

BATCH = 50_000


def delete_rows(session: sqlite3.Connection, *, table: str, key: str, first: int, last: int) -> int:
    """Delete the rows whose key lies between two numbers, both included; returns how many.

    VolumeError where rows of another table refer to them.
    """
    condition = f"{quoted(key)} BETWEEN ? AND ?"
    starts = range(first, last + 1, BATCH)
    batches = ([(start, min(start + BATCH - 1, last))] for start in starts)
    return _delete(session, table, condition, batches)


def delete_cells(
    session: sqlite3.Connection,
    *,
    table: str,
    columns: Sequence[str],
    batches: Iterable[Iterable[bytes]],
) -> int:
    """Delete the rows whose columns have the cells of these lines of COPY's text format; else
    as delete_rows."""
    types = dict(session.execute("SELECT name, type FROM pragma_table_info(?)", [table]))
    condition = " AND ".join(f"{quoted(each)} = ?" for each in columns)
    given = (values(types, columns, cells(lines)) for lines in batches)
    return _delete(session, table, condition, given)


@contextmanager
def together(session: sqlite3.Connection, rows: str = "rows") -> Iterator[None]:
    """All deletions of the block or none; references are looked at in the end, so that rows
    which refer to each other can go."""
    session.execute("BEGIN IMMEDIATE")
    try:
        yield
        session.execute("COMMIT")
    except sqlite3.IntegrityError:
        raise _referred(rows) from None
    finally:
        if session.in_transaction:
            session.execute("ROLLBACK")


def _delete(
    session: sqlite3.Connection,
    table: str,
    condition: str,
    batches: Iterable[Iterable[tuple[object, ...]]],
) -> int:
    statement, deleted = f"DELETE FROM {quoted(table)} WHERE {condition}", 0
    rows = f"rows of {table}"
    for batch in batches:
        with nullcontext() if session.in_transaction else together(session, rows):
            try:
                deleted += session.executemany(statement, batch).rowcount
            except sqlite3.IntegrityError:
                raise _referred(rows) from None
    return deleted


def _referred(rows: str) -> VolumeError:
    return VolumeError(
        f"Rows of other tables refer to {rows} that are to be deleted",
        "Delete these rows first, then repeat.",
    )
