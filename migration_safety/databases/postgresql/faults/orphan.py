"""The session of a migration whose client is gone: how long its locks outlive it."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg

from migration_safety.core.trial.fault import Orphan
from migration_safety.databases.postgresql.locks import BY_MODE, STRENGTH

PAUSE = 0.005
# Of tables that others can see: nobody feels a lock on one that has not been committed.
HELD = """
    SELECT l.mode, CASE WHEN pg_table_is_visible(c.oid) THEN c.relname
        ELSE n.nspname || '.' || c.relname END
    FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE l.pid = %s AND l.locktype = 'relation' AND l.granted AND l.relation >= 16384
      AND c.relkind IN ('r', 'p', 'm') AND c.relname <> 'django_migrations'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
ALIVE = "SELECT FROM pg_stat_activity WHERE pid = %s"
WAITING = "SELECT FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
ACTIVE = "SELECT FROM pg_stat_activity WHERE pid = %s AND state = 'active'"
END = "SELECT pg_terminate_backend(%s)"
OTHERS = """
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
"""
WEAKEST = STRENGTH["ACCESS SHARE"]


class Orphaned:
    """One backend, watched from another session of the same database, which is in autocommit."""

    def __init__(self, watching: psycopg.Connection, backend: int) -> None:
        self._watching = watching
        self._backend = backend

    def held(self) -> tuple[str, ...]:
        """Its strongest lock on each table, readers' left out: "ACCESS EXCLUSIVE on shop_item"."""
        strongest: dict[str, str] = {}
        for mode, table in self._watching.execute(HELD, [self._backend]).fetchall():
            lock = BY_MODE[mode]
            if STRENGTH[lock] > max(WEAKEST, STRENGTH.get(strongest.get(table, ""), -1)):
                strongest[table] = lock
        ordered = sorted(strongest.items(), key=lambda each: (-STRENGTH[each[1]], each[0]))
        return tuple(f"{lock} on {table}" for table, lock in ordered)

    def terminate(self) -> None:
        """As an administrator would, or a fail-over."""
        self._watching.execute(END, [self._backend])

    def is_active(self) -> bool:
        """Whether a statement runs."""
        return self._is(ACTIVE)

    def waits(self, within: float) -> bool:
        """Whether it comes to wait for a lock in that many seconds."""
        return _until(lambda: self._is(WAITING), within)

    def gone(self, within: float) -> bool:
        """Whether it ends in that many seconds."""
        return _until(lambda: not self._is(ALIVE), within)

    def outlived(self, held: tuple[str, ...], *, since: float, patience: float) -> Orphan:
        """Wait until it is gone, and end it ourselves after so many seconds of patience.

        `since` is when its client went, by time.monotonic(); `held` what it held then.
        """
        ended = self.gone(patience)
        if not ended:
            self.terminate()
            self.gone(patience)
        return Orphan(time.monotonic() - since, held, ended)

    def _is(self, question: str) -> bool:
        return self._watching.execute(question.encode(), [self._backend]).fetchone() is not None


def alone(session: psycopg.Connection, within: float) -> bool:
    """Whether all others leave its database in that many seconds, and have told what they wrote."""
    return _until(lambda: session.execute(OTHERS.encode()).fetchone() is None, within)


def _until(true: Callable[[], bool], within: float) -> bool:
    end = time.monotonic() + within
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True
