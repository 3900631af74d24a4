"""The poller: a second session that looks at another's locks while that runs a statement."""

from __future__ import annotations

from threading import Event, Thread
from time import perf_counter
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.databases.postgresql.locks import BY_MODE
from migration_safety.databases.postgresql.trace.gauge import disk_bytes
from migration_safety.databases.postgresql.trace.sightings import Key, Sighting
from migration_safety.interruption.signals import held
from migration_safety.interruption.threads import join, start, tell

# An OID of 0: it waits for a transaction, or for a row.
LOCKS = """
    SELECT CASE locktype WHEN 'relation' THEN relation::bigint ELSE 0 END, mode, granted,
           coalesce(extract(epoch FROM clock_timestamp() - waitstart), 0)::float8
    FROM pg_locks
    WHERE pid = %s AND (relation >= 16384 OR NOT granted)
"""

# Seconds between polls: after a change, while a lock is waited for at most, and otherwise a
# share of the time that the statement has run so far, which is how exact it need be.
QUICK, WAITING, SHARE, SLOW = 0.003, 0.01, 0.05, 0.1
# Seconds until a statement is noticed that nobody is to look at closely.
IDLE = 0.025
# What commits by itself keeps its locks no longer than it runs: seconds without any pause.
EAGER = 0.02
# A statement that takes that long has the size of the database sampled, so often.
LONG, DISK = 0.25, 0.5


class Poller:
    """Sees a statement's locks between `watch` and `rest`; between them it does nothing.

    `peak` is the largest size of the database that it has met, in bytes.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._second = connection.copy()
        self._second.ensure_connection()
        self.session: psycopg.Connection[Any] = self._second.connection
        self._cursor = psycopg.Cursor(self.session)
        self.peak = 0
        self._statement = 0
        self._running = self._done = False
        self._wake, self._met = Event(), Event()
        self._thread = Thread(target=self._guarded, name="lock poller", daemon=True)
        start(self._thread)

    def close(self) -> None:
        """End the thread and its session."""
        self._done = True
        tell(self._wake)
        join(self._thread)
        self._second.close()

    def watch(self, pid: int, *, closely: bool = False, alone: bool = False) -> None:
        """A statement is about to run on that backend.

        Where not `closely` it is noticed only if it takes longer than a moment; one that
        is `alone` in its transaction begins once the poller is awake.
        """
        self._sightings: list[Sighting] = []
        self._pid, self._closely, self._alone = pid, closely, alone
        self._start = perf_counter()
        self._statement += 1
        self._running = True
        with held():
            if closely:
                self._met.clear()
                self._wake.set()
            if alone:
                self._met.wait(EAGER)

    def rest(self) -> list[Sighting]:
        """The statement has ended; returns how its locks changed."""
        self._running = False
        return self._sightings

    def _guarded(self) -> None:
        try:
            while not self._done:
                if self._running:
                    self._follow()
                else:
                    self._pause(IDLE)
        except psycopg.Error:
            # The server is gone, which ends the statement too, and that is where it is told.
            self._met.set()

    def _follow(self) -> None:
        """Poll until the statement has ended."""
        statement, start, sightings = self._statement, self._start, self._sightings
        since, pause, sampled = start, QUICK, start + LONG - DISK
        if not self._closely:
            self._pause(IDLE)
        while self._running and self._statement == statement and not self._done:
            granted, waiting = self._look()
            now = perf_counter()
            self._met.set()
            last = sightings[-1] if sightings else None
            if last is None or (last.granted, {*last.waiting}) != (granted, {*waiting}):
                if self._statement == statement and self._running:
                    sightings.append(Sighting(since, now, granted, waiting))
                pause = QUICK
            else:
                pause = min(max(QUICK, SHARE * (now - start)), WAITING if waiting else SLOW)
            since = now
            if now - sampled > DISK:
                self.peak, sampled = max(self.peak, disk_bytes(self.session)), now
            eager = self._alone and now - start < EAGER
            self._pause(0 if eager else pause)

    def _pause(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _look(self) -> tuple[frozenset[Key], dict[Key, float]]:
        granted, waiting = set(), {}
        for relation, mode, has, age in self._cursor.execute(LOCKS, [self._pid], prepare=True):
            key = (relation, BY_MODE.get(mode, mode))
            if has:
                granted.add(key)
            else:
                waiting[key] = age
        return frozenset(granted), waiting
