"""The journal: what a seeding did to a database, kept in that database and as safe as its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import errors
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.errors import VolumeError

# The keys of our advisory locks, which hold within one database.
LOCK = (0x6D69_6773, 0x7365_6564)
CREATE = """
    CREATE SCHEMA IF NOT EXISTS migration_safety;
    CREATE TABLE IF NOT EXISTS migration_safety.run (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        started timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished timestamptz,
        manifest jsonb NOT NULL);
    CREATE TABLE IF NOT EXISTS migration_safety.chunk (
        run integer REFERENCES migration_safety.run ON DELETE CASCADE,
        "table" text,
        number integer,
        PRIMARY KEY (run, "table", number));
    CREATE TABLE IF NOT EXISTS migration_safety.object (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        run integer NOT NULL REFERENCES migration_safety.run ON DELETE CASCADE,
        definition jsonb NOT NULL,
        restored timestamptz);
"""
DROP = "DROP TABLE migration_safety.object, migration_safety.chunk, migration_safety.run"
EXISTS = "SELECT to_regclass('migration_safety.object') IS NOT NULL"
HOLDER = """
    SELECT pid FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND (classid::bigint, objid::bigint) = (%s, %s)
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
RUNS = "SELECT id, started, finished, manifest FROM migration_safety.run ORDER BY id"
CHUNKS = 'SELECT "table", array_agg(number) FROM migration_safety.chunk WHERE run = %s GROUP BY 1'
MISSING = """
    SELECT definition->>'name' FROM migration_safety.object
    WHERE run = %s AND restored IS NULL ORDER BY id
"""
FINISH = "UPDATE migration_safety.run SET finished = clock_timestamp() WHERE id = %s"
FORGET = "DELETE FROM migration_safety.run WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Run:
    """One seeding; `manifest` is what it needs to know to go on or to be cleared."""

    id: int
    started: datetime
    finished: datetime | None
    manifest: Mapping[str, Any]


class Journal:
    """Over a connection in autocommit; nothing is created before the first run begins."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One seeding at a time in a database: VolumeError where another session seeds."""
        query = "SELECT pg_try_advisory_lock(%s, %s)"
        with failures(self._connection, "locking the journal"):
            granted = self._connection.execute(query, LOCK).fetchone() == (True,)
        if not granted:
            holder = self._connection.execute(HOLDER, LOCK).fetchone()
            session = f"the session of pid {holder[0]}" if holder else "another session"
            raise VolumeError(
                f"This database is being seeded by {session}.", "Wait until it has ended."
            )
        try:
            with failures(self._connection, "seeding"):
                yield
        finally:
            # A lost session holds no lock.
            with suppress(psycopg.OperationalError):
                self._connection.execute("SELECT pg_advisory_unlock(%s, %s)", LOCK)

    def begin(self, manifest: Mapping[str, Any]) -> int:
        """A new run; returns its id."""
        note = "INSERT INTO migration_safety.run (manifest) VALUES (%s) RETURNING id"
        connection = self._connection
        with failures(connection, "creating the schema migration_safety"), connection.transaction():
            # IF NOT EXISTS alone does not survive two sessions at once.
            connection.execute("SELECT pg_advisory_xact_lock(%s, 0)", LOCK[:1])
            connection.execute(CREATE)
            (run,) = connection.execute(note, [Jsonb(manifest)]).fetchone() or (0,)
        return int(run)

    def unfinished(self) -> Run | None:
        """The newest run that has not ended, be it because it was killed."""
        return next((run for run in reversed(self.runs()) if run.finished is None), None)

    def runs(self) -> list[Run]:
        """Every run that is not forgotten, the oldest first."""
        with self._reading() as exists, self._connection.cursor(row_factory=class_row(Run)) as rows:
            return rows.execute(RUNS).fetchall() if exists else []

    def chunks(self, run: int) -> dict[str, set[int]]:
        """The chunks that are there, by table."""
        with self._reading() as exists:
            rows = self._connection.execute(CHUNKS, [run]).fetchall() if exists else []
        return {table: set(numbers) for table, numbers in rows}

    def finish(self, run: int) -> None:
        """The run has ended well; VolumeError while a part of a table is still missing."""
        self._refuse_missing(run)
        with failures(self._connection, "writing the journal"):
            self._connection.execute(FINISH, [run])

    def forget(self, run: int) -> None:
        """Delete a run; with the last one goes the schema."""
        self._refuse_missing(run)
        connection = self._connection
        with failures(connection, "writing the journal"), connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s, 0)", LOCK[:1])
            if not self.runs():
                return
            connection.execute(FORGET, [run])
            if not self.runs():
                connection.execute(DROP)
                # Whatever else somebody keeps there stays.
                with suppress(errors.DependentObjectsStillExist), connection.transaction():
                    connection.execute("DROP SCHEMA migration_safety")

    @contextmanager
    def _reading(self) -> Iterator[bool]:
        """Whether there is anything to read."""
        with failures(self._connection, "reading the journal"):
            yield self._connection.execute(EXISTS).fetchone() == (True,)

    def _refuse_missing(self, run: int) -> None:
        with self._reading() as exists:
            rows = self._connection.execute(MISSING, [run]).fetchall() if exists else []
        if rows:
            names = ", ".join(name for (name,) in rows)
            problem = f"Indexes and constraints are not restored yet: {names}."
            raise VolumeError(problem, "Repeat the command with --repair.")
