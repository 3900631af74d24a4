"""What a migration costs in one direction: seconds, locks until they are released, WAL, disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from migration_safety.core.effect import Blocks
from migration_safety.core.price.size import UNKNOWN, Size
from migration_safety.core.trial.leg import Direction

# A rewrite for that reason takes as long for many rows as for few.
EMPTIED = "TRUNCATE"


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock on a table that existed before, in the vendor's own words.

    `waited`: seconds from asking for it to its grant; `held`: from then until it was released,
    which is at the commit, or at the end of a statement that is its own transaction.
    """

    table: str
    mode: str
    blocks: Blocks
    waited: float = 0.0
    held: float = 0.0


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A table that was written anew, and why: "type of a column changed"."""

    table: str
    reason: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What one statement cost, run as `migrate` runs it.

    `operation` is the index of the operation in its migration, -1 for the COMMIT; `order` and
    `transaction` count within the migration.  A query that a loop repeats is one of these, with
    its `runs`; seconds, rows and bytes are their sum, locks the longest.  `waited` is the part
    of `seconds` in which it waited for others.  `locks` are those it newly took, `scans` and
    `rewrites` name tables, `rebuilt` indexes of tables that were not written anew, `writes`
    the rows inserted, updated and deleted by table.  `wal_bytes` is what the server wrote
    meanwhile.  `error` is the server's message, without values of rows.  `alone`: it is its own
    transaction, whose locks another session had to see; the briefest it may have missed.
    """

    app: str
    migration: str
    direction: Direction
    operation: int
    order: int
    transaction: int
    sql: str
    deferred: bool = False
    runs: int = 1
    seconds: float = 0.0
    waited: float = 0.0
    locks: tuple[Lock, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    rebuilt: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    writes: tuple[tuple[str, int], ...] = ()
    wal_bytes: int = 0
    error: str = ""
    alone: bool = False

    @property
    def rows(self) -> int:
        """How many rows it wrote."""
        return sum(rows for _, rows in self.writes)

    @property
    def worked(self) -> frozenset[str]:
        """The tables whose rows it read through or wrote."""
        anew = (each.table for each in self.rewrites if each.reason != EMPTIED)
        return frozenset((*self.scans, *anew, *(table for table, _ in self.writes)))


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a table was when the leg began, and what it is called at other times."""

    table: str
    size: Size = UNKNOWN
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """What a migration cost in one direction.

    `seconds` is the wall time from its beginning to its last commit, Python included.
    `extents` are those of the tables whose rows it has read or written.
    `disk_bytes` is by how much the database grew at its peak, temporary files included, as far
    as it was sampled.  `full_pages`: the WAL holds whole pages as production's does.
    `shared`: other sessions were at work on the server, and may have written WAL as well.
    `overhead` is how long tracing took besides.
    """

    app: str
    migration: str
    direction: Direction
    seconds: float
    spent: tuple[Spent, ...] = ()
    extents: tuple[Extent, ...] = ()
    disk_bytes: int = 0
    full_pages: bool = True
    shared: bool = False
    overhead: float = 0.0

    @property
    def label(self) -> str:
        """As a leg names it: "people.0003_email"."""
        return f"{self.app}.{self.migration}"

    @property
    def unseen(self) -> bool:
        """Whether a lock may have been missed, as it was held for a moment only."""
        return any(each.alone and not each.locks for each in self.spent)

    @property
    def wal_bytes(self) -> int:
        """Of all statements."""
        return sum(each.wal_bytes for each in self.spent)

    @property
    def waited(self) -> float:
        """Seconds in which it waited for others."""
        return sum(each.waited for each in self.spent)

    @property
    def locks(self) -> tuple[Lock, ...]:
        """The longest hold of each (table, mode), the worst first."""
        found: dict[tuple[str, str], Lock] = {}
        for lock in (lock for each in self.spent for lock in each.locks):
            longest = found.setdefault((lock.table, lock.mode), lock)
            if lock.held > longest.held:
                found[lock.table, lock.mode] = lock
        return tuple(sorted(found.values(), key=_weight, reverse=True))

    @property
    def rewrites(self) -> tuple[Rewrite, ...]:
        """Every table that was written anew, each reason once."""
        return tuple(dict.fromkeys(one for each in self.spent for one in each.rewrites))


def longest(costs: Iterable[Cost]) -> Lock | None:
    """Of the strongest locks the one held longest; None where nobody was kept waiting."""
    locks = (lock for cost in costs for lock in cost.locks if lock.blocks > Blocks.NOTHING)
    return max(locks, key=_weight, default=None)


def _weight(lock: Lock) -> tuple[Blocks, float]:
    return lock.blocks, lock.held
