"""The journal: what a seeding did to a database, kept in that database with its rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from migration_safety.errors import VolumeError

CREATE = """
    CREATE TABLE IF NOT EXISTS migration_safety_run (
        id integer PRIMARY KEY AUTOINCREMENT,
        started text NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00')),
        finished text,
        manifest text NOT NULL);
    CREATE TABLE IF NOT EXISTS migration_safety_chunk (
        run integer, "table" text, number integer, PRIMARY KEY (run, "table", number));
"""
DROP = "DROP TABLE migration_safety_chunk; DROP TABLE migration_safety_run"
EXISTS = "SELECT 1 FROM sqlite_master WHERE name = 'migration_safety_run'"
RUNS = "SELECT id, started, finished, manifest FROM migration_safety_run ORDER BY id"
CHUNKS = 'SELECT "table", number FROM migration_safety_chunk WHERE run = ?'
FINISH = "UPDATE migration_safety_run SET finished = strftime('%Y-%m-%dT%H:%M:%f+00:00')"


@dataclass(frozen=True, slots=True)
class Run:
    """One seeding; `manifest` is what it needs to know to go on or to be cleared."""

    id: int
    started: datetime
    finished: datetime | None
    manifest: Mapping[str, Any]


class Journal:
    """Over a connection in autocommit; nothing is created before the first run begins."""

    def __init__(self, session: sqlite3.Connection, path: str) -> None:
        self._session = session
        self._guard = Path(f"{path}-seeding")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One seeding at a time in a database: VolumeError where another process seeds."""
        # A lock of SQLite's on another file: that of a killed process is free at once.
        guard = sqlite3.connect(self._guard, timeout=0, isolation_level=None)
        try:
            guard.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            guard.close()
            raise VolumeError(
                "This database is being seeded by another process", "Wait until it has ended."
            ) from None
        try:
            yield
        finally:
            self._guard.unlink(missing_ok=True)
            with suppress(sqlite3.Error):
                guard.close()

    def begin(self, manifest: Mapping[str, Any]) -> int:
        """A new run; returns its id."""
        self._session.executescript(CREATE)
        note = "INSERT INTO migration_safety_run (manifest) VALUES (?)"
        return self._session.execute(note, [json.dumps(manifest)]).lastrowid or 0

    def unfinished(self) -> Run | None:
        """The newest run that has not ended, be it because it was killed."""
        return next((run for run in reversed(self.runs()) if run.finished is None), None)

    def runs(self) -> list[Run]:
        """Every run that is not forgotten, the oldest first."""
        return [_run(*row) for row in self._session.execute(RUNS)] if self._exists() else []

    def chunks(self, run: int) -> dict[str, set[int]]:
        """The chunks that are there, by table."""
        found: dict[str, set[int]] = {}
        for table, number in self._session.execute(CHUNKS, [run]) if self._exists() else ():
            found.setdefault(table, set()).add(number)
        return found

    def finish(self, run: int) -> None:
        """The run has ended well."""
        self._session.execute(f"{FINISH} WHERE id = ?", [run])

    def forget(self, run: int) -> None:
        """Delete a run; with the last one go the tables."""
        if not self._exists():
            return
        self._session.execute("DELETE FROM migration_safety_chunk WHERE run = ?", [run])
        self._session.execute("DELETE FROM migration_safety_run WHERE id = ?", [run])
        if not self.runs():
            self._session.executescript(DROP)

    def _exists(self) -> bool:
        return self._session.execute(EXISTS).fetchone() is not None


def _run(id: int, started: str, finished: str | None, manifest: str) -> Run:
    ended = datetime.fromisoformat(finished) if finished else None
    return Run(id, datetime.fromisoformat(started), ended, json.loads(manifest))
