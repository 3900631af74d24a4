"""Rows removed from a SQLite database, with the doors that every vendor has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from migration_safety.databases.sqlite.load.constraints import quoted
from migration_safety.databases.sqlite.load.removal.deletion import (
    delete_cells,
    delete_rows,
    together,
)


class Removal:
    """Over a connection in autocommit."""

    def __init__(self, session: sqlite3.Connection) -> None:
        self._session = session

    def together(self) -> AbstractContextManager[None]:
        """All removals of the block, or none."""
        return together(self._session)

    def exists(self, table: str) -> bool:
        """Whether there is such a table still."""
        query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return self._session.execute(query, [table]).fetchone() is not None

    def count(self, table: str, key: str, first: int, last: int) -> int:
        """How many rows have these keys."""
        query = f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(key)} BETWEEN ? AND ?"
        (rows,) = self._session.execute(query, [first, last]).fetchone()
        return int(rows)

    def empty(self, tables: Sequence[str]) -> bool:
        """SQLite has no TRUNCATE."""
        return False

    def rows(self, table: str, key: str, first: int, last: int) -> int:
        """The rows with these keys gone; returns how many."""
        return delete_rows(self._session, table=table, key=key, first=first, last=last)

    def cells(self, table: str, columns: Sequence[str], batches: Iterable[Iterable[bytes]]) -> int:
        """The rows with these cells gone, lines of COPY's text format; returns how many."""
        return delete_cells(self._session, table=table, columns=columns, batches=batches)

    def all(self, table: str) -> int:
        """Every row gone; returns how many."""
        return self._session.execute(f"DELETE FROM {quoted(table)}").rowcount
