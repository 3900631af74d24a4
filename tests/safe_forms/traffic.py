"""A session that reads and writes tables all the while that migrations run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import psycopg
from psycopg import errors

# Far beyond the moment for which a safe form locks, far below the work of a slow one.
PATIENCE = "SET lock_timeout = '1s'"


@dataclass
class Traffic:
    """What came of it, by table: rows `written`, and statements that were `refused`."""

    statements: Mapping[str, str]
    written: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def over(self, conninfo: str) -> Iterator[None]:
        """Read and write until the block ends."""
        done = Event()
        thread = Thread(target=self._flow, args=(conninfo, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _flow(self, conninfo: str, done: Event) -> None:
        # Prepared plans would fail where a column comes or goes: that is not what is asked here.
        with psycopg.connect(conninfo, autocommit=True, prepare_threshold=None) as session:
            session.execute(PATIENCE)
            while not done.wait(0.001):
                for table, statement in self.statements.items():
                    self._send(session, table, statement)

    def _send(self, session: psycopg.Connection, table: str, statement: str) -> None:
        try:
            self.written[table] += session.execute(statement.encode()).rowcount
        except errors.LockNotAvailable:
            self.refused[table] += 1
        except (errors.UndefinedTable, errors.UndefinedColumn):
            return  # before it is made
