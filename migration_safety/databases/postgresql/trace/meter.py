"""The meter: runs statements as they are, timed and watched, and has read what they did."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import perf_counter
from typing import Any, TypeAlias

import psycopg
from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

from migration_safety.databases.postgresql.observe.complaint import complaint
from migration_safety.databases.postgresql.observe.transactions import Transactions
from migration_safety.databases.postgresql.trace.clock import Clock
from migration_safety.databases.postgresql.trace.gauge import disk_bytes
from migration_safety.databases.postgresql.trace.holds import Holds
from migration_safety.databases.postgresql.trace.ledger import Entry
from migration_safety.databases.postgresql.trace.poller import LONG, Poller
from migration_safety.databases.postgresql.trace.readings import Readings, Totals
from migration_safety.databases.postgresql.trace.sightings import Key, Seen

Run: TypeAlias = Callable[[], Any]


class Meter:
    """Enters what statements on a session cost into their entries.

    `traced`: the open transaction has a statement of the migration.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.transactions = Transactions(connection)
        self.readings = Readings(self.session)
        self.poller = Poller(connection)
        self.clock = Clock()
        self.traced = False
        self._holds = Holds(self.clock)
        self._opened = 0.0

    @property
    def session(self) -> psycopg.Connection[Any]:
        """That of the migration."""
        return self.transactions.session

    @property
    def grown(self) -> int:
        """Bytes on disk at the peak, beyond those at the beginning."""
        return max(0, self.poller.peak - self._size)

    def begin(self) -> None:
        """A migration begins, between transactions."""
        self.transactions.begin()
        self.readings.begin()
        self.poller.peak = self._size = disk_bytes(self.session)
        self.clock.begin()

    def follow(self, session: psycopg.Connection[Any]) -> None:
        """A statement is about to run, traced or not, on this session of the connection."""
        if session is not self.session:
            # A data migration has closed the connection, and Django has opened another.
            self.transactions.session = session
            self.readings.follow(session)
        self.transactions.notice()

    def enter(self) -> int:
        """A traced statement is about to run; returns the number of its transaction."""
        if self.transactions.enter():
            self._holds.release()
            self.readings.forget()
            self._opened = perf_counter()
        self.traced = True
        return self.transactions.number

    def pass_by(self, run: Run) -> Any:
        """Run what is no statement of the migration: it takes time all the same."""
        try:
            return run()
        finally:
            self.clock.ended(perf_counter())

    def run(self, entry: Entry, run: Run, rows: Callable[[], int]) -> Any:
        """Run a statement; `rows` tells afterwards how many it says it wrote.

        One that a loop repeats is looked at ever more seldom.
        """
        look, totals = entry.due, None
        with self.clock.standing():
            if look:
                totals = self._ready()
        entry.alone = self._alone
        try:
            result = self._timed(entry, run, closely=look, alone=totals is not None)
        except Error:
            self._grant(entry, self._seen.locks)
            if entry.alone:
                self._holds.release()
            raise
        with self.clock.standing():
            if look:
                self._read(entry, totals)
            else:
                self.readings.pending.add(entry, rows())
        self.traced = not self.transactions.idle
        if not self.traced:
            self._holds.release()
        return result

    def end(self, entry: Entry, run: Run) -> None:
        """End a transaction, which may be the longest part of it: deferred checks come now."""
        with self.clock.standing():
            self.settle()
            if self._inside and perf_counter() - self._opened > LONG:
                self.poller.peak = max(self.poller.peak, disk_bytes(self.session))
        try:
            self._timed(entry, run, closely=True, alone=False)
        finally:
            self._holds.release()
            self.traced = False

    def back_to_savepoint(self) -> None:
        """Locks taken since the savepoint have been released."""
        self.clock.ended(perf_counter())
        with self.clock.standing():
            self.settle()
            self._holds.release(self.readings.held)

    def settle(self) -> None:
        """Read what has been done since the last reading."""
        if self._inside or self.transactions.idle:
            self.readings.settle(inside=not self._alone)

    def _ready(self) -> Totals | None:
        """Before a statement; the totals are read if it is a transaction of its own."""
        self.settle()
        return self.readings.totals() if self._alone else None

    def _timed(self, entry: Entry, run: Run, *, closely: bool, alone: bool) -> Any:
        """Run it while the poller watches."""
        self.poller.watch(self.session.info.backend_pid, closely=closely, alone=alone)
        start = perf_counter()
        try:
            return run()
        except Error as error:
            entry.error = complaint(error)
            raise
        finally:
            self._seen = seen = Seen(start, perf_counter(), self.poller.rest())
            self.clock.ended(seen.end)
            entry.runs += 1
            entry.seconds += seen.end - start
            entry.waited += seen.waited

    def _read(self, entry: Entry, before: Totals | None) -> None:
        """What it has done: exact inside a transaction, otherwise as it was seen."""
        if self._inside:
            self._grant(entry, self.readings.inside(entry))
        elif before:
            locks = self._seen.locks
            self._grant(entry, locks)
            self._holds.release()
            self.readings.outside(entry, locks, before, self._seen.end - self._seen.start)
        self.readings.rename(entry.sql)

    def _grant(self, entry: Entry, locks: Iterable[Key]) -> None:
        """Note locks that it took: from when on, as far as that was seen."""
        for key in locks:
            table = self.readings.names.get(key[0])
            if table and key not in self._holds:
                grant = self._seen.grant(key)
                # The open transaction knows better whether it holds it still.
                grant = replace(grant, released=None) if self._inside else grant
                self._holds.grant(entry, key, table, grant)

    @property
    def _inside(self) -> bool:
        return self.session.info.transaction_status is TransactionStatus.INTRANS

    @property
    def _alone(self) -> bool:
        """Whether the next statement is a transaction of its own."""
        return self.transactions.idle and self.session.autocommit
