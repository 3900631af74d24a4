"""Rows deleted by their keys, in batches that are each kept once they are gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from migration_safety.databases.sqlite.load.constraints import quoted
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


def delete_keys(
    session: sqlite3.Connection, *, table: str, key: str, batches: Iterable[Sequence[object]]
) -> int:
    """Delete the rows with these keys, which may be of any type; else as delete_rows."""
    given = ([(each,) for each in batch] for batch in batches)
    return _delete(session, table, f"{quoted(key)} = ?", given)


def _delete(
    session: sqlite3.Connection,
    table: str,
    condition: str,
    batches: Iterable[Sequence[tuple[object, ...]]],
) -> int:
    statement, deleted = f"DELETE FROM {quoted(table)} WHERE {condition}", 0
    for batch in batches:
        session.execute("BEGIN IMMEDIATE")
        try:
            deleted += session.executemany(statement, batch).rowcount
            session.execute("COMMIT")
        except sqlite3.IntegrityError:
            raise VolumeError(
                f"Rows of other tables refer to rows of {table} that are to be deleted",
                "Delete these rows first, then repeat.",
            ) from None
        finally:
            if session.in_transaction:
                session.execute("ROLLBACK")
    return deleted
