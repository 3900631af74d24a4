"""The tables that the statements of a session read or write."""

from __future__ import annotations

import sqlite3

from migration_safety.databases.sqlite.trials.catalog import tables
from migration_safety.databases.sqlite.trials.session import Session

TOUCHING = frozenset(
    {sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
)


class Accesses:
    """Counts from now on: SQLite asks leave for every table when it prepares a statement."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._counts = dict.fromkeys((each.name for each in tables(session)), 0)
        self._numbers = {name: number for number, name in enumerate(self._counts, 1)}
        session.set_authorizer(self._allow)

    def counted(self) -> dict[int, tuple[str, int]]:
        """By a number of the table, its name and how often it was asked for."""
        return {self._numbers[name]: (name, count) for name, count in self._counts.items()}

    def _allow(self, action: int, table: str | None, *_: str | None) -> int:
        if action in TOUCHING and table in self._counts:
            self._counts[table] += 1
        return sqlite3.SQLITE_OK
