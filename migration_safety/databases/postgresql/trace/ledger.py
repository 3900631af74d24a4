"""The ledger: an entry for each statement, added to while it and its transaction last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from migration_safety.core.trial.cost import Lock, Rewrite, Spent
from migration_safety.core.trial.leg import Direction
from migration_safety.databases.postgresql.grammar import masked
from migration_safety.databases.postgresql.locks import BLOCKS
from migration_safety.databases.postgresql.observe.journal import FURTHER, MOST


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
            masked(self.sql),
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
        )


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
