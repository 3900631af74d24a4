"""One client of live traffic: a session that sends transactions at an even pace."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from threading import Event, Lock, Thread
from time import perf_counter
from typing import Any

import psycopg

from migration_safety.core.trial.traffic.felt import Access
from migration_safety.databases.postgresql.load.failures import words
from migration_safety.databases.postgresql.traffic.transaction import Transaction

Complaint = tuple[str, str]
LOST = ("08006", "the connection was lost")
# What a trigger says may be about the row.
RAISED = "P0001"


def _times() -> array[float]:
    return array("d")


@dataclass(slots=True)
class Log:
    """When each transaction ended, how many seconds it took, and whether it was answered (1);
    `errors` holds the same moments by what went wrong.
    """

    ends: array[float] = field(default_factory=_times)
    seconds: array[float] = field(default_factory=_times)
    answered: bytearray = field(default_factory=bytearray)
    errors: dict[Complaint, list[float]] = field(default_factory=dict)

    def note(self, begin: float, end: float, *, answered: bool) -> None:
        """A transaction has ended."""
        self.ends.append(end)
        self.seconds.append(end - begin)
        self.answered.append(answered)

    def spanning(self, moment: float) -> int | None:
        """The position of the transaction that was under way at that moment."""
        at = bisect_left(self.ends, moment)
        under_way = at < len(self.ends) and self.ends[at] - self.seconds[at] <= moment
        return at if under_way else None


class Client(Thread):
    """Sends its transactions one after the other, `interval` seconds apart, until `stop`.

    `logs` are by table and access; only this thread writes to them.  `ready` is set once each
    transaction has been sent.  `alone` is held by the one client that sends a transaction that
    is to be alone; who does not get it goes on to its next one.
    """

    def __init__(
        self,
        session: psycopg.Connection[Any],
        transactions: Sequence[Transaction],
        *,
        interval: float,
        stop: Event,
        alone: Lock,
    ) -> None:
        super().__init__(daemon=True)
        self.session, self.transactions = session, transactions
        self.interval, self.stop, self.alone = interval, stop, alone
        self.backend = session.info.backend_pid
        self.logs: dict[tuple[str, Access], Log] = {
            (each.table, each.access): Log() for each in transactions
        }
        self.ready = Event()
        self._cursor = psycopg.RawCursor(session)

    def run(self) -> None:
        """As a thread; whatever goes wrong is in the logs."""
        try:
            for transaction in self.transactions:
                self._turn(transaction, 0.0)
            self.ready.set()
            for transaction in cycle(self.transactions):
                self._turn(transaction, self.interval)
                if self.session.closed or self.stop.is_set():
                    return
        finally:
            self.ready.set()
            self.session.close()

    def _turn(self, transaction: Transaction, interval: float) -> None:
        if self.session.closed or self.stop.is_set():
            return
        if not transaction.alone:
            took = self._timed(transaction)
        elif self.alone.acquire(blocking=False):
            try:
                took = self._timed(transaction)
            finally:
                self.alone.release()
        else:
            return
        self.stop.wait(max(interval - took, 0.0))

    def _timed(self, transaction: Transaction) -> float:
        log = self.logs[transaction.table, transaction.access]
        begin, complaint = perf_counter(), None
        try:
            self._send(transaction)
        except psycopg.Error as error:
            complaint = LOST if self.session.closed else _complaint(error)
        end = perf_counter()
        log.note(begin, end, answered=not complaint)
        # What fails while all is being stopped is our own doing.
        if complaint and not self.stop.is_set():
            log.errors.setdefault(complaint, []).append(end)
        return end - begin

    def _send(self, transaction: Transaction) -> None:
        if len(transaction.statements) == 1:
            ((statement, values),) = transaction.statements
            self._cursor.execute(statement.encode(), values)
            return
        with self.session.transaction():
            for statement, values in transaction.statements:
                self._cursor.execute(statement.encode(), values)


def _complaint(error: psycopg.Error) -> Complaint:
    if error.sqlstate == RAISED:
        return RAISED, "a function raises an exception"
    return error.sqlstate or "", words(error)
