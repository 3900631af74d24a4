"""The holds of a transaction: which statement took which lock, until it is released."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from migration_safety.databases.postgresql.trace.clock import Clock
from migration_safety.databases.postgresql.trace.ledger import Entry
from migration_safety.databases.postgresql.trace.sightings import Grant, Key


class Holds:
    """Locks that the open transaction holds, by the clock on which they are held."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[Key, tuple[Entry, str, float, float]] = {}

    def __contains__(self, key: Key) -> bool:
        return key in self._open

    def grant(self, entry: Entry, key: Key, table: str, grant: Grant) -> None:
        """The last statement took a lock, which may have been released before its end."""
        at = self._clock.net(grant.at)
        self._open.setdefault(key, (entry, table, at, grant.waited))
        if grant.released is not None:
            self._close(key, self._clock.net(grant.released))

    def release(self, kept: Mapping[int, Collection[str]] | None = None) -> None:
        """All were released when the last statement ended, save the modes `kept` by OID."""
        for oid, mode in list(self._open):
            if mode not in (kept or {}).get(oid, ()):
                self._close((oid, mode), self._clock.until)

    def _close(self, key: Key, at: float) -> None:
        entry, table, since, waited = self._open.pop(key)
        entry.lock((table, key[1]), waited, max(0.0, at - since))
