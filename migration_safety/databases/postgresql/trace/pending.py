"""Runs of repeated queries that were not looked at singly: what they did is shared out later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from migration_safety.databases.postgresql.trace.ledger import Entry


class Pending:
    """Entries with the rows that their last runs said they wrote."""

    def __init__(self) -> None:
        self._rows: Counter[Entry] = Counter()

    def __bool__(self) -> bool:
        return bool(self._rows)

    def add(self, entry: Entry, rows: int) -> None:
        """It ran once more, and nobody looked."""
        self._rows[entry] += rows

    def clear(self) -> None:
        """Nobody can tell any more."""
        self._rows.clear()

    def settle(self, wal: int, written: Mapping[str, int] | None) -> None:
        """Share out what has been done since: by the rows of each.

        Where it is not known what was `written` to which table, the rows count for the table
        that the entry has written to before.
        """
        rows, self._rows = self._rows, Counter()
        for entry, share in _shares(wal, rows).items():
            entry.wal += share
        if written is None:
            written = Counter()
            for entry, own in rows.items():
                for table in list(entry.writes)[:1]:
                    entry.writes[table] += own
        for table, count in written.items():
            known = Counter({entry: own for entry, own in rows.items() if table in entry.writes})
            for entry, share in _shares(count, known or rows).items():
                entry.writes[table] += share


def _shares(amount: int, weights: Counter[Entry]) -> dict[Entry, int]:
    """In whole parts; none of it where nothing has a weight."""
    whole = weights.total()
    return {entry: amount * weight // whole for entry, weight in weights.items() if whole}
