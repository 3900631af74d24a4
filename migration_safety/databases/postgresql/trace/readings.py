"""The readings before and after a statement: what it has done to tables, rows and the log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import psycopg

from migration_safety.core.effect import Effect
from migration_safety.core.trial.costs.cost import EMPTIED
from migration_safety.databases.postgresql.observe.footprint import Footprint
from migration_safety.databases.postgresql.observe.observer import NAMES
from migration_safety.databases.postgresql.trace.gauge import Gauge
from migration_safety.databases.postgresql.trace.ledger import Entry, Pending
from migration_safety.databases.postgresql.trace.rewrites import Told, words
from migration_safety.databases.postgresql.trace.sightings import Key

# What may give an index another file.
REBUILDS = re.compile(r"\b(ALTER|REINDEX|CLUSTER|VACUUM)\b", re.IGNORECASE)
# What makes a session forget prepared statements.
RESETS = re.compile(r"\b(DISCARD|DEALLOCATE)\b", re.IGNORECASE)
STRONGEST = "ACCESS EXCLUSIVE"


class Totals(NamedTuple):
    """Before a statement that is its own transaction: files and scans, and rows written."""

    scans: Mapping[int, tuple[int, int]]
    written: Counter[int]


class Readings:
    """Reads through the session that has run the statement; `names` are tables by OID."""

    def __init__(self, session: psycopg.Connection[Any]) -> None:
        self.footprint = Footprint(session)
        self.gauge = Gauge(self.footprint)
        self.pending = Pending()
        self._told = Told()
        session.add_notice_handler(self._told)

    @property
    def names(self) -> Mapping[int, str]:
        """Of the tables that were there before the migration, as they are called now."""
        return self.footprint.names

    @property
    def held(self) -> dict[int, set[str]]:
        """The modes that the open transaction held at the last reading, by OID."""
        return self.footprint.held

    def begin(self) -> None:
        """A migration begins."""
        self.pending.clear()
        self.footprint.begin()
        self.gauge.begin()

    def follow(self, session: psycopg.Connection[Any]) -> None:
        """It goes on in another session."""
        self.footprint.session = session
        self.footprint.prepare()
        session.add_notice_handler(self._told)

    def forget(self) -> None:
        """A transaction begins: it holds nothing, and has written nothing."""
        self.footprint.forget()
        self.gauge.forget()

    def totals(self) -> Totals:
        """Between transactions."""
        return Totals(self.footprint.totals(), self.gauge.totals())

    def settle(self, *, inside: bool) -> None:
        """Read what has been done since the last reading, lest the next statement be blamed."""
        if not inside:
            self.pending.settle(self.gauge.outside(), None)
            return
        self.footprint.step(0)
        reading = self.gauge.inside()
        self.pending.settle(reading.wal, self._named(reading.written))

    def inside(self, entry: Entry) -> set[Key]:
        """What a statement did in the open transaction; returns the locks that it newly took."""
        earlier = self.held
        self._attend(entry.sql)
        effects = self.footprint.step(0)
        reading = self.gauge.inside()
        entry.wal += reading.wal
        entry.writes.update(self._named(reading.written))
        self._note(entry, effects, self.held)
        return {
            (oid, mode)
            for oid, modes in self.held.items()
            for mode in modes - earlier.get(oid, set())
        }

    def outside(self, entry: Entry, locks: Iterable[Key], before: Totals, seconds: float) -> None:
        """What it did in a transaction of its own, of whose locks the poller saw these."""
        entry.wal += self.gauge.outside()
        self._attend(entry.sql)
        seen: dict[int, set[str]] = {}
        for oid, mode in locks:
            seen.setdefault(oid, set()).add(mode)
        effects = self.footprint.watched(seen, before.scans, seconds)
        self.footprint.forget()
        entry.writes.update(self._named(self.gauge.totals() - before.written))
        for effect in effects:
            if effect.rewrites:
                # No table is written anew under less, even where it was too brief to be seen.
                entry.locks.setdefault((effect.table, STRONGEST), (0.0, seconds))
        self._note(entry, effects, seen or self.names)

    def rename(self, sql: str) -> None:
        """The next statements meet what this one has renamed under the new names."""
        if NAMES.search(sql):
            self.footprint.rename()

    def _attend(self, sql: str) -> None:
        """The statement may have reset the session."""
        if RESETS.search(sql):
            self.footprint.prepare()

    def _note(self, entry: Entry, effects: Iterable[Effect], tables: Collection[int]) -> None:
        """Tables read through or written anew, indexes built anew."""
        told = {self.names.get(oid, ""): reason for oid, reason in self._told.take().items()}
        for effect in effects:
            if effect.rewrites:
                reason = words(told.get(effect.table, 0), entry.sql)
                entry.rewrites[effect.table] = reason
            # Building the indexes of no rows counts as a scan as well.
            if effect.scans and entry.rewrites.get(effect.table) != EMPTIED:
                entry.scans.add(effect.table)
        if REBUILDS.search(entry.sql):
            found = self.gauge.rebuilt(list(tables))
            entry.rebuilt |= {name for oid, name in found if self._stays(oid, entry)}

    def _stays(self, oid: int, entry: Entry) -> bool:
        """Whether it is a table with the rows as they lay."""
        return oid in self.names and self.names[oid] not in entry.rewrites

    def _named(self, written: Mapping[int, int]) -> dict[str, int]:
        return {self.names[oid]: rows for oid, rows in written.items() if oid in self.names}
