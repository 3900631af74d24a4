"""The blocker: a transaction that has read or written a row, and then does nothing for a while."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from threading import Event, Thread
from time import perf_counter
from typing import Any

import psycopg
from psycopg import sql

from migration_safety.core.trial.traffic.felt import Access
from migration_safety.databases.postgresql.connect import connect

PAUSE = 0.01
# What reading a row of a table takes, and what writing one does.
TAKEN = {Access.READS: "ACCESS SHARE", Access.WRITES: "ROW EXCLUSIVE"}
WAITING = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname = current_database()
          AND pid <> ALL(%s) AND %s = ANY(pg_blocking_pids(pid)))
"""


class Blocker(Thread):
    """Holds a table until somebody has waited for it for `hold` seconds, or `released` is set.

    `waited` are the seconds for which somebody was seen waiting; `clients` do not count.
    """

    def __init__(
        self, conninfo: str, table: str, held: Access, *, hold: float, clients: Sequence[int] = ()
    ) -> None:
        super().__init__(daemon=True)
        self.hold, self.clients = hold, list(clients)
        self.released, self.waited = Event(), 0.0
        self.session, self._watcher = connect(conninfo), connect(conninfo)
        self.session.execute("BEGIN")
        lock = sql.SQL("LOCK TABLE ONLY {} IN {} MODE")
        self.session.execute(lock.format(sql.Identifier(table), sql.SQL(TAKEN[held])))

    def run(self) -> None:
        """As a thread; it ends with its sessions."""
        begin: float | None = None
        try:
            while not self.released.wait(PAUSE) and self.waited < self.hold:
                if self._awaited(self._watcher):
                    begin = perf_counter() if begin is None else begin
                    self.waited = perf_counter() - begin
        except psycopg.Error:
            # The server is gone, and so is the migration, which tells it.
            pass
        finally:
            self.close()

    def close(self) -> None:
        """Let go."""
        with suppress(psycopg.Error):
            self.session.rollback()
        self.session.close()
        self._watcher.close()

    def _awaited(self, session: psycopg.Connection[Any]) -> bool:
        asked = [[*self.clients], self.session.info.backend_pid]
        return bool((session.execute(WAITING, asked).fetchone() or (False,))[0])
