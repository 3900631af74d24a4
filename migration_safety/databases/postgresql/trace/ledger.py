"""The ledger: an entry for each statement, added to while it and its transaction last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from postgast import PgQueryError

from migration_safety.core.trial.costs.cost import Lock, Rewrite, Spent
from migration_safety.core.trial.leg import Direction
from migration_safety.databases.postgresql.grammar import masked, without_strings
from migration_safety.databases.postgresql.locks import BLOCKS
from migration_safety.databases.postgresql.observe.control import keyword
from migration_safety.databases.postgresql.observe.journal import FURTHER, MOST

# Statements, by their first word, whose constants are the migration's own.
SCHEMA = frozenset({"ALTER", "CREATE", "DROP", "SET", "COMMENT", "GRANT", "REVOKE", "COMMIT"})


@dataclass(slots=True, eq=False)
class Entry:
    """What is known of a statement so far; see `Spent`.

    `locks` are (waited, held) by (table, mode), `rewrites` reasons by table.
    """

    operation: int
    order: int
    transaction: int
    sql: str
    deferred: bool = False
    runs: int = 0
    seconds: float = 0.0
    waited: float = 0.0
    locks: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    rewrites: dict[str, str] = field(default_factory=dict)
    rebuilt: set[str] = field(default_factory=set)
    scans: set[str] = field(default_factory=set)
    writes: Counter[str] = field(default_factory=Counter)
    wal: int = 0
    error: str = ""
    alone: bool = False

    @property
    def due(self) -> bool:
        """Whether to look at its next run: ever more seldom where a loop repeats it."""
        return self.runs & (self.runs - 1) == 0

    def lock(self, key: tuple[str, str], waited: float, held: float) -> None:
        """A lock was released; that of another run may have lasted longer."""
        before = self.locks.get(key, (0.0, 0.0))
        self.locks[key] = (max(before[0], waited), max(before[1], held))

    def frozen(self, app: str, migration: str, direction: Direction) -> Spent:
        """As a value."""
        locks = (
            Lock(table, mode, BLOCKS[mode], *seconds)
            for (table, mode), seconds in self.locks.items()
        )
        return Spent(
            app,
            migration,
            direction,
            self.operation,
            self.order,
            self.transaction,
            shown(self.sql),
            self.deferred,
            self.runs,
            self.seconds,
            self.waited,
            tuple(sorted(locks, key=lambda lock: (lock.table, lock.blocks, lock.mode))),
            tuple(Rewrite(*each) for each in sorted(self.rewrites.items())),
            tuple(sorted(self.rebuilt)),
            tuple(sorted(self.scans)),
            tuple(sorted((table, rows) for table, rows in self.writes.items() if rows)),
            self.wal,
            self.error,
            self.alone,
        )


def shown(sql: str) -> str:
    """Its text for reports: what goes through rows may have values of theirs in it."""
    try:
        return masked(sql) if keyword(sql) in SCHEMA else without_strings(sql)
    except PgQueryError:
        return f"{keyword(sql)} ..."


class Ledger:
    """The entries of one migration; queries that a loop repeats share one."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._repeated: dict[tuple[int, str], Entry] = {}
        self._counts: Counter[int] = Counter()

    def entry(
        self, sql: str, *, operation: int, transaction: int, deferred: bool, repeatable: bool
    ) -> Entry:
        """That of a statement which is about to run."""
        if self._counts[operation] >= MOST:
            sql, repeatable = FURTHER, True
        known = self._repeated.get((operation, sql)) if repeatable else None
        if known:
            return known
        made = Entry(operation, len(self.entries), transaction, sql, deferred)
        self.entries.append(made)
        self._counts[operation] += 1
        self._repeated[operation, sql] = made
        return made


class Pending:
    """Runs of repeated queries that were not looked at singly: what they did is shared out later.

    Entries with the rows that these runs said they wrote.
    """

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
