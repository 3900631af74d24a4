"""A SQLite database that is to be filled, with the doors that every vendor has."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.volume.constraint import Constraints, ForeignKey, Unique
from migration_safety.core.volume.trial import Trial
from migration_safety.databases.sqlite.load.constraints import quoted, read_constraints
from migration_safety.databases.sqlite.load.encoding import Encoder, cell
from migration_safety.databases.sqlite.load.held import between, numbered
from migration_safety.databases.sqlite.load.journal import Journal
from migration_safety.databases.sqlite.load.judge import Opinion
from migration_safety.databases.sqlite.load.proof import (
    constant,
    count,
    few,
    orphans,
    size,
    standing,
)
from migration_safety.databases.sqlite.load.removal.removal import Removal
from migration_safety.databases.sqlite.load.trial import trial
from migration_safety.databases.sqlite.load.writer import release
from migration_safety.errors import VolumeError


@dataclass(frozen=True, slots=True)
class Holding:
    """What a table holds: whether there is any row, and its highest whole-number key."""

    rows: bool
    highest: int = 0


class Target:
    """Over Django's connection, which knows the functions of Django's own, and one for writing."""

    writer = "migration_safety.databases.sqlite.load.writer"
    vendor = "sqlite"
    version = sqlite3.sqlite_version
    # Times are stored without one, in the time zone of the connection.
    offset = b""
    local = True

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        connection.ensure_connection()
        self._session: sqlite3.Connection = connection.connection
        self.name = str(connection.settings_dict["NAME"])
        self.encode = Encoder(connection).encode
        files = dict(self._session.execute("SELECT name, file FROM pragma_database_list"))
        self.address = files["main"]
        if not self.address:
            raise VolumeError(
                "A database in memory cannot be filled", "Give DATABASES the NAME of a file."
            )
        self.journal = Journal(self._session, self.address)
        self.removal = Removal(self._session)
        self.judge = Opinion(self._session)

    def workers(self, wanted: int) -> int:
        """How many processes may write at a time: SQLite takes one writer."""
        return min(wanted, 1)

    def constraints(self, tables: Sequence[str]) -> dict[str, Constraints]:
        """What each table demands of its rows."""
        return read_constraints(self._session, tables)

    def grants(self, tables: Sequence[str], privileges: Sequence[str]) -> list[str]:
        """None: who can open the file may do everything."""
        return []

    def holding(self, table: str, column: str | None) -> Holding:
        """What the table holds; `column` is its whole-number key, if it has one."""
        key = quoted(column) if column else "NULL"
        query = f"SELECT EXISTS (SELECT 1 FROM {quoted(table)}), max({key}) FROM {quoted(table)}"
        rows, highest = self._session.execute(query).fetchone()
        return Holding(bool(rows), int(highest or 0))

    def cells(self, table: str, column: str, most: int) -> tuple[bytes, ...]:
        """Up to so many values of a column, encoded, in their order."""
        name = quoted(column)
        query = f"SELECT {name} FROM {quoted(table)} WHERE {name} IS NOT NULL ORDER BY 1 LIMIT ?"
        return tuple(cell(value) for (value,) in self._session.execute(query, [most]))

    def trial(
        self, table: str, columns: Sequence[str], lines: bytes, beside: Sequence[Unique] = ()
    ) -> Trial:
        """Rows written into that table, beside those that it holds, and taken back."""
        return trial(self._session, table, columns, lines)

    def between(self, table: str, column: str, first: bytes, last: bytes) -> bool:
        """Whether a value of the column lies between these cells, both included."""
        return between(self._session, table, column, first, last)

    def numbered(self, table: str, column: str, first: int, last: int, *, apart: bool) -> bool:
        """Whether a text of the column may hold a number between these, both included."""
        return numbered(self._session, table, column, first, last, apart=apart)

    @contextmanager
    def dismantled(
        self, run: int, tables: Sequence[str], workers: int, progress: Callable[[str], None]
    ) -> Iterator[dict[str, str]]:
        """With all their indexes: SQLite cannot put back what belongs to a constraint."""
        yield {}

    def rebuild(self, run: int, workers: int, progress: Callable[[str], None]) -> int:
        """Nothing was dropped."""
        return 0

    def count(self, table: str) -> int:
        """How many rows there are."""
        return count(self._session, table)

    def few(self, tables: Sequence[str], most: int) -> dict[str, int]:
        """How many rows there are in each, counted up to `most`."""
        return few(self._session, tables, most)

    def constant(self, table: str, columns: Sequence[str]) -> set[str]:
        """Which of the columns have the same in every row."""
        return constant(self._session, table, columns)

    def size(self, table: str) -> int:
        """The bytes of the table and its indexes."""
        return size(self._session, table)

    def standing(self, tables: Sequence[str]) -> dict[str, bool]:
        """Every index, and whether it is valid: in SQLite, each one is."""
        return standing(self._session, tables)

    def orphans(self, table: str, keys: Iterable[ForeignKey]) -> dict[str, int]:
        """How many rows refer to one that is not there, by foreign key."""
        return orphans(self._session, table, keys)

    def settle(self, tables: Sequence[str], workers: int) -> None:
        """Foreign keys are looked at, and the planner knows what is there."""
        for table in tables:
            orphan = self._session.execute("SELECT * FROM pragma_foreign_key_check(?)", [table])
            if (found := orphan.fetchone()) is not None:
                raise VolumeError(
                    f"Rows of {table} refer to rows of {found[2]} that do not exist",
                    "Remove them with --clear, and fill both tables.",
                )
            self._session.execute(f"ANALYZE {quoted(table)}")

    def close(self) -> None:
        """Only what writing needed: the connection is Django's."""
        release()


def open_target(connection: BaseDatabaseWrapper) -> Any:
    """The door that each vendor's folder has."""
    return Target(connection)
