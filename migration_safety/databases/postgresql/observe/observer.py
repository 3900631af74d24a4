"""The observer: runs one statement and reads what it did, from within or from outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any, TypeAlias

import psycopg
from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.observation import Observation
from migration_safety.databases.postgresql.observe.complaint import complaint, needs_no_transaction
from migration_safety.databases.postgresql.observe.control import keyword
from migration_safety.databases.postgresql.observe.footprint import Footprint
from migration_safety.databases.postgresql.observe.journal import Journal
from migration_safety.databases.postgresql.observe.transactions import Transactions
from migration_safety.databases.postgresql.observe.watcher import Watcher

Run: TypeAlias = Callable[[str], Any]

# Reading names once too often does no harm.
NAMES = re.compile(r"\b(RENAME|SCHEMA)\b", re.IGNORECASE)


class Observer:
    """Runs statements on a session and enters what they did into the journal."""

    def __init__(self, connection: BaseDatabaseWrapper, journal: Journal) -> None:
        self.journal = journal
        self.transactions = Transactions(connection)
        self.footprint = Footprint(self.transactions.session)
        self.watcher = Watcher(connection)
        # A query whose last effects were not read: a loop repeats it, or fetches its rows.
        self._unread: Observation | None = None

    def begin(self) -> None:
        """A migration begins, between transactions."""
        self._unread = None
        self.transactions.begin()
        self.footprint.begin()

    def follow(self, session: psycopg.Connection[Any]) -> None:
        """A statement is about to run, observed or not, on this session of the connection."""
        if session is not self.transactions.session:
            # A data migration has closed the connection, and Django has opened another.
            self.transactions.session = self.footprint.session = session
            self.footprint.prepare()
        self.transactions.notice()

    def observe(
        self,
        run: Run,
        text: str,
        *,
        repeatable: bool,
        may_refuse: bool = False,
        fetched: bool = False,
    ) -> Any:
        """Run a statement inside a transaction, then read what the transaction holds.

        A refusal to run inside one is not noted where it `may_refuse`: it is run again.
        `fetched`: a cursor on the server is going to be asked for its rows later.
        """
        first = self._enter()
        self._catch_up(text)
        seen = self.journal.observation(text, self.transactions.number)
        start = perf_counter()
        try:
            result = run(text)
        except Error as error:
            if not (may_refuse and needs_no_transaction(error)):
                self._note_failure(seen, perf_counter() - start, error)
            raise
        seen = replace(seen, seconds=perf_counter() - start)
        if keyword(text) in {"DISCARD", "DEALLOCATE"}:
            self.footprint.prepare()
        read = first or not repeatable or self.journal.due(seen)
        if read:
            seen = self._read(seen)
        if fetched or not read:
            self._unread = seen
        if keyword(text) == "ALTER" and NAMES.search(text):
            self.footprint.rename()
        self.journal.add(seen, repeatable=repeatable)
        return result

    def watch(self, run: Run, text: str) -> Any:
        """Run a statement outside transactions while a second session watches it."""
        self._enter()
        seen = self.journal.observation(text, self.transactions.number)
        before = self.footprint.totals()
        backend = self.transactions.session.info.backend_pid
        watch = self.watcher.over(backend, self.footprint.names, text)
        start = perf_counter()
        try:
            with self.transactions.patient(), watch as locks:
                start = perf_counter()
                result = run(text)
        except Error as error:
            self._note_failure(seen, perf_counter() - start, error)
            raise
        seconds = perf_counter() - start
        effects = self.footprint.watched(locks, before, seconds)
        seen = replace(seen, seconds=seconds, effects=effects, held=self.footprint.pairs())
        self.journal.add(seen, repeatable=False)
        self.footprint.prepare()
        return result

    def _enter(self) -> bool:
        first = self.transactions.enter()
        if first:
            self.footprint.forget()
            self._unread = None
        return first

    def _read(self, seen: Observation) -> Observation:
        effects = self.footprint.step(seen.seconds)
        return replace(seen, effects=effects, held=self.footprint.pairs())

    def _catch_up(self, text: str) -> None:
        """Read what unread rounds of a loop have done, lest the next statement be blamed."""
        if self._unread and self._unread.sql != text:
            seen = self._read(replace(self._unread, seconds=0.0))
            self.journal.add(seen, repeatable=True)
            self._unread = None

    def _note_failure(self, seen: Observation, seconds: float, error: Error) -> None:
        held = self.footprint.pairs()
        failed = replace(seen, seconds=seconds, held=held, error=complaint(error))
        self.journal.add(failed, repeatable=False)
