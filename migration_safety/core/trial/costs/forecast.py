"""A forecast: what a migration costs where tables are larger, from what it cost on a sandbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from migration_safety.core.effect import Blocks
from migration_safety.core.price.estimate import Estimate, total
from migration_safety.core.price.size import Sizes, in_bytes
from migration_safety.core.trial.costs.cost import Cost, Lock, Spent
from migration_safety.core.trial.costs.growth import Growth, growth
from migration_safety.core.trial.leg import Direction

PAGE = 8192
BASIS = (
    "Forecasts are estimates from one run on the sandbox, whose next may take half or twice as"
    " long, for the sizes of {}: the same share of the rows, this machine, a warm cache, nobody"
    " else at work. Waiting for locks is not in them."
)


@dataclass(frozen=True, slots=True)
class Bytes:
    """Between `low` and `high` bytes."""

    low: float
    high: float

    @property
    def words(self) -> str:
        """ "1.2 GB to 3.4 GB", or one figure where both round to it."""
        low, high = in_bytes(self.low), in_bytes(self.high)
        return low if low == high else f"{low} to {high}"


@dataclass(frozen=True, slots=True)
class Held:
    """A lock that keeps others waiting, and for how long it is held; None where nobody knows."""

    lock: Lock
    estimate: Estimate | None

    @property
    def words(self) -> str:
        """ "45 s to 80 s", or that nobody knows."""
        return self.estimate.words if self.estimate else "nobody knows how long"


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of one migration, by its label, in one direction, by the sizes of `source`.

    What is None cannot be estimated, for the reasons in `unknown`.  Rows of an estimate are those
    of the largest tables worked on.
    """

    label: str
    direction: Direction
    source: str
    seconds: Estimate | None
    wal: Bytes | None
    held: tuple[Held, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def longest(self) -> Held | None:
        """Of the strongest locks the one that is held longest."""
        return max(self.held, key=_weight, default=None)


@dataclass(frozen=True, slots=True)
class _Part:
    """A statement, how its work grows, and what is in the way of telling."""

    spent: Spent
    growth: Growth | None

    @property
    def seconds(self) -> Estimate | None:
        return self.growth.seconds(self.spent.seconds - self.spent.waited) if self.growth else None


def forecast(cost: Cost, there: Sizes) -> Forecast:
    """What `cost` comes to on tables of the sizes of another place.

    A statement that reads or writes rows takes as many times as long as its tables have as many
    rows, give or take their width; any other takes what it took.
    """
    reasons: list[str] = []
    looped = [each for each in cost.spent if each.runs > 1]
    # A loop runs each of its queries, and the Python between them, once for a row of something.
    between = growth(cost, looped, there, reasons)
    parts = [
        _Part(each, between if each.runs > 1 else growth(cost, [each], there, reasons))
        for each in cost.spent
    ]
    rest = max(0.0, cost.seconds - sum(each.seconds for each in cost.spent))
    python = between.seconds(rest) if between else None
    return Forecast(
        cost.label,
        cost.direction,
        there.source,
        total([*(each.seconds for each in parts), python]),
        _wal(parts, full_pages=cost.full_pages),
        tuple(_held(parts, between)),
        tuple(dict.fromkeys(reasons)),
    )


def _held(parts: list[_Part], between: Growth | None) -> Iterable[Held]:
    """From the statement that takes a lock to the end of its transaction, Python included."""
    for position, part in enumerate(parts):
        later = [
            each for each in parts[position:] if each.spent.transaction == part.spent.transaction
        ]
        measured = sum(each.spent.seconds for each in later)
        for lock in part.spent.locks:
            if lock.blocks > Blocks.NOTHING:
                rest = max(0.0, lock.held - measured)
                python = between.seconds(rest) if between else None
                yield Held(lock, total([*(each.seconds for each in later), python]))


def _wal(parts: Iterable[_Part], *, full_pages: bool) -> Bytes | None:
    low = high = 0.0
    for part in parts:
        if part.growth is None:
            return None
        least, most = part.growth.wal(part.spent.wal_bytes)
        low, high = low + least, high + most
        if not full_pages and part.spent.writes:
            # Every page is logged whole when it is touched first after a checkpoint.
            touched = 2 * PAGE * part.spent.rows * part.growth.high
            high += min(part.growth.bytes or touched, touched)
    return Bytes(low, high)


def _weight(held: Held) -> tuple[Blocks, float]:
    return held.lock.blocks, held.estimate.high if held.estimate else float("inf")
