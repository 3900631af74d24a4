"""Rows removed from a PostgreSQL database, with the doors that every vendor has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

import psycopg

from migration_safety.databases.postgresql.load.identifier import identifier
from migration_safety.databases.postgresql.load.proof import count_between
from migration_safety.databases.postgresql.load.removal.deletion import (
    delete_all,
    delete_cells,
    delete_rows,
    together,
)
from migration_safety.databases.postgresql.load.removal.emptying import truncate


class Removal:
    """Over a connection in autocommit."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def together(self) -> AbstractContextManager[None]:
        """All removals of the block, or none."""
        return together(self._connection)

    def exists(self, table: str) -> bool:
        """Whether there is such a table still."""
        query = "SELECT to_regclass(%s) IS NOT NULL"
        name = identifier(table).as_string()
        return self._connection.execute(query, [name]).fetchone() == (True,)

    def count(self, table: str, key: str, first: int, last: int) -> int:
        """How many rows have these keys."""
        return count_between(self._connection, table, key, first, last)

    def empty(self, tables: Sequence[str]) -> bool:
        """All rows gone at once; False where other tables refer to them."""
        return truncate(self._connection, tables)

    def rows(self, table: str, key: str, first: int, last: int) -> int:
        """The rows with these keys gone; returns how many."""
        return delete_rows(self._connection, table=table, key=key, first=first, last=last)

    def cells(self, table: str, columns: Sequence[str], batches: Iterable[Iterable[bytes]]) -> int:
        """The rows with these cells gone, lines of COPY's text format; returns how many."""
        return delete_cells(self._connection, table=table, columns=columns, batches=batches)

    def all(self, table: str) -> int:
        """Every row gone; returns how many."""
        return delete_all(self._connection, table)
