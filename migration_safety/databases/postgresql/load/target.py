"""A PostgreSQL database that is to be filled, with the doors that every vendor has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from psycopg.conninfo import make_conninfo

from migration_safety.core.volume.constraint import Constraints, ForeignKey, Unique
from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.constraints import read_constraints
from migration_safety.databases.postgresql.load.encoding import Encoder
from migration_safety.databases.postgresql.load.identifier import identifier
from migration_safety.databases.postgresql.load.journal import Journal
from migration_safety.databases.postgresql.load.judge import Opinion
from migration_safety.databases.postgresql.load.parts.crew import Crew
from migration_safety.databases.postgresql.load.parts.dismantle import dismantle
from migration_safety.databases.postgresql.load.parts.rebuild import rebuild
from migration_safety.databases.postgresql.load.proof import (
    constant,
    count,
    few,
    orphans,
    size,
    standing,
)
from migration_safety.databases.postgresql.load.removal.removal import Removal
from migration_safety.databases.postgresql.load.sequences import advance_sequences, analyze
from migration_safety.databases.postgresql.load.trial import Trial, trial
from migration_safety.databases.postgresql.load.trial.held import between, numbered
from migration_safety.databases.postgresql.load.trial.rights import grants
from migration_safety.errors import VolumeError

# What Django hands to psycopg besides the parts of an address.
NO_ADDRESS = frozenset({"cursor_factory", "context", "prepare_threshold", "client_encoding"})
LOCAL = ("", "localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Holding:
    """What a table holds: whether there is any row, and its highest whole-number key."""

    rows: bool
    highest: int = 0


class Target:
    """Over Django's connection, and one of its own that is set up for loading."""

    writer = "migration_safety.databases.postgresql.load.writer"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        connection.ensure_connection()
        self._django = connection
        self.name = str(connection.settings_dict["NAME"])
        self.vendor = "postgresql"
        self.version = str(connection.pg_version // 10_000)  # type: ignore[attr-defined]
        # Said of every time, whatever USE_TZ: sessions that try and that load differ in their zone.
        self.offset = b"+00"
        self.encode = Encoder(connection).encode

    @cached_property
    def address(self) -> str:
        """For workers; holds what the settings hold, secrets included."""
        given = self._django.get_connection_params().items()
        return make_conninfo(
            **{name: value for name, value in given if name not in NO_ADDRESS and value is not None}
        )

    @cached_property
    def session(self) -> psycopg.Connection:
        """Of our own: the journal's lock is held by it."""
        return loading_connection(self.address)

    @cached_property
    def judge(self) -> Opinion:
        return Opinion(self._django)

    @cached_property
    def journal(self) -> Journal:
        return Journal(self.session)

    @cached_property
    def removal(self) -> Removal:
        return Removal(self.session)

    def workers(self, wanted: int) -> int:
        """How many processes may write at a time."""
        return wanted

    @property
    def local(self) -> bool:
        """Whether the server is on this machine."""
        host = self.session.info.host
        return host in LOCAL or host.startswith(("/", "@", "127."))

    def constraints(self, tables: Sequence[str]) -> dict[str, Constraints]:
        """What each table demands of its rows."""
        return read_constraints(self._django, tables)

    def grants(self, tables: Sequence[str], privileges: Sequence[str]) -> list[str]:
        """The statements that give the role the privileges on tables that it lacks."""
        return grants(self.session, tables, privileges)

    def holding(self, table: str, column: str | None) -> Holding:
        """What the table holds; `column` is its whole-number key, if it has one."""
        name = identifier(table)
        query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(name)
        (rows,) = self.session.execute(query).fetchone() or (False,)
        if not rows or column is None:
            return Holding(bool(rows))
        query = sql.SQL("SELECT max({}) FROM {}").format(sql.Identifier(column), name)
        (highest,) = self.session.execute(query).fetchone() or (0,)
        return Holding(True, int(highest or 0))

    def cells(self, table: str, column: str, most: int) -> tuple[bytes, ...]:
        """Up to so many values of a column, encoded, in their order."""
        query = sql.SQL(
            "COPY (SELECT {0} FROM {1} WHERE {0} IS NOT NULL ORDER BY 1 LIMIT {2}) TO STDOUT"
        )
        ordered = query.format(sql.Identifier(column), identifier(table), sql.Literal(most))
        with self.session.cursor() as cursor, cursor.copy(ordered) as copy:
            return tuple(bytes(line).rstrip(b"\n") for line in copy)

    def trial(
        self, table: str, columns: Sequence[str], lines: bytes, beside: Sequence[Unique] = ()
    ) -> Trial:
        """Rows in a temporary table like that one, taken back; `beside` as trial takes it."""
        return trial(self._django, table, columns, lines, beside)

    def between(self, table: str, column: str, first: bytes, last: bytes) -> bool:
        """Whether a value of the column lies between these cells, both included."""
        return between(self.session, table, column, first, last)

    def numbered(self, table: str, column: str, first: int, last: int, *, apart: bool) -> bool:
        """Whether a text of the column may hold a number between these, both included."""
        return numbered(self.session, table, column, first, last, apart=apart)

    @contextmanager
    def dismantled(
        self, run: int, tables: Sequence[str], workers: int, progress: Callable[[str], None]
    ) -> Iterator[dict[str, str]]:
        """Without the indexes and foreign keys of these tables, which are restored in any case;
        gives what stays in place: a table's or part's name -> why."""
        failure: VolumeError | None = None
        kept: dict[str, str] = {}
        try:
            if tables:
                progress("Dropping indexes and foreign keys")
                kept = dismantle(self.session, run=run, tables=tables).kept
            yield kept
        except VolumeError as error:
            failure = error
            raise
        finally:
            try:
                self.rebuild(run, workers, progress)
            except VolumeError as error:
                raise _lacking(failure) if failure else error from None

    def count(self, table: str) -> int:
        """How many rows there are."""
        return count(self.session, table)

    def few(self, tables: Sequence[str], most: int) -> dict[str, int]:
        """How many rows there are in each, counted up to `most`."""
        return few(self.session, tables, most)

    def constant(self, table: str, columns: Sequence[str]) -> set[str]:
        """Which of the columns have the same in every row."""
        return constant(self.session, table, columns)

    def size(self, table: str) -> int:
        """The bytes of the table and its indexes."""
        return size(self.session, table)

    def standing(self, tables: Sequence[str]) -> dict[str, bool]:
        """Every constraint and index, and whether the server vouches for it."""
        return standing(self.session, tables)

    def orphans(self, table: str, keys: Iterable[ForeignKey]) -> dict[str, int]:
        """How many rows refer to one that is not there, by foreign key."""
        return orphans(self.session, table, keys)

    def rebuild(self, run: int, workers: int, progress: Callable[[str], None]) -> int:
        """Bring back what a run dropped; returns how many parts came."""
        return rebuild(self.address, run=run, workers=workers, progress=progress)

    def settle(self, tables: Sequence[str], workers: int) -> None:
        """Sequences go on after the highest key; the planner knows what is there."""
        advance_sequences(self.session, tables)
        with Crew(self.address, workers) as crew:
            crew.each(partial(self._analyze, crew), tables)

    def _analyze(self, crew: Crew, table: str) -> None:
        with crew.connection() as connection:
            analyze(connection, [table])

    def close(self) -> None:
        self.session.close()


def _lacking(failure: VolumeError) -> VolumeError:
    """What broke the filling off is the reason why nothing can be restored either."""
    advice = "Until then indexes and constraints are missing; --repair brings back them alone."
    return VolumeError(failure.problem, f"{failure.advice} {advice}")


def open_target(connection: BaseDatabaseWrapper) -> Any:
    """The door that each vendor's folder has."""
    return Target(connection)
