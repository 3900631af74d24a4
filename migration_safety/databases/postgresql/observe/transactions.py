"""The transactions of an observed session: their count, and those opened on its behalf."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus


class Transactions:
    """Counts the transactions of a migration, in each of which a statement was observed."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self.session: psycopg.Connection[Any] = connection.connection
        self.begin()

    def begin(self) -> None:
        """A migration begins."""
        self.number = -1
        self.fresh = True

    @property
    def idle(self) -> bool:
        """Whether no transaction is open."""
        return self.session.info.transaction_status is TransactionStatus.IDLE

    def notice(self) -> None:
        """A statement is about to run, observed or not: it may be a transaction's first."""
        self.fresh |= self.idle

    def enter(self) -> bool:
        """An observed statement is about to run; whether it is its transaction's first."""
        first = self.fresh or self.idle
        self.number += first
        self.fresh = False
        return first

    def uncount(self) -> None:
        """The transaction came to nothing: what it was opened for refuses to run in one."""
        self.number -= 1

    def open(self) -> None:
        """Begin a transaction of our own."""
        self.session.execute("BEGIN")
        self.fresh = True

    def close(self, command: str) -> None:
        """End it, unless a statement of the migration or the server's death has."""
        if not self.session.closed and not self.idle:
            with self._connection.wrap_database_errors:
                self.session.execute(command)

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Wait without limit: the watcher delays a statement, which no lock_timeout foresaw."""
        query = "SELECT current_setting('lock_timeout'), set_config('lock_timeout', '0', false)"
        row = self.session.execute(query).fetchone() or ("0",)
        try:
            yield
        finally:
            if not self.session.closed:
                self.session.execute("SELECT set_config('lock_timeout', %s, false)", row[:1])
