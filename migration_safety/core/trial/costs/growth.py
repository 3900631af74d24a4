"""Growth: how many times as much work a statement has on larger tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log

from migration_safety.core.price.estimate import Estimate
from migration_safety.core.price.size import Size, Sizes, amount
from migration_safety.core.trial.costs.cost import Cost, Extent, Spent

# Fewer rows tell what it costs to start, and nothing of rows; as long as it would take no more
# than so many seconds if it were all for rows, that does not matter.
FEW, LITTLE = 1000, 1.0
# One run is one figure: on a machine with other work the next takes half as long, or twice.
# Bytes of log differ by less (tests/benchmarks/forecasts.py).
TIMES, BYTES = 2.0, 1.1


@dataclass(frozen=True, slots=True)
class Growth:
    """Between `low` and `high` times as much; `start` is the part of a second that stays.

    `rows` is how many the tables have there, `bytes` how large they are with their indexes, None
    where that is not known.
    """

    low: float
    high: float
    rows: int = 0
    bytes: int | None = None
    start: float = 0.0

    def seconds(self, measured: float) -> Estimate:
        """What took so long here."""
        if self is NONE:
            return Estimate(measured, measured, self.rows)
        start = min(self.start, max(measured, 0.0))
        least = start + (measured - start) * self.low / TIMES
        return Estimate(least, max(least, measured * self.high * TIMES, start), self.rows)

    def wal(self, measured: int) -> tuple[float, float]:
        """What so many bytes of log come to, at least and at most."""
        if self is NONE:
            return measured, measured
        return measured * self.low / BYTES, measured * self.high * BYTES


NONE = Growth(1.0, 1.0)


def growth(cost: Cost, spent: Sequence[Spent], there: Sizes, reasons: list[str]) -> Growth | None:
    """Of statements, by the tables whose rows they read or write; None adds to `reasons`."""
    worked = {table for each in spent for table in each.worked}
    if not worked:
        return NONE
    extents = {each.table: each for each in cost.extents}
    pairs = []
    for table in sorted(worked):
        extent = extents.get(table, Extent(table))
        found = there.of(table, *extent.names)
        if extent.size.rows is None or found.rows is None:
            where = "the sandbox" if extent.size.rows is None else there.source or "production"
            reasons.append(f"how many rows {table} has is not known of {where}")
            return None
        pairs.append((extent.size, found))
    grown = _growth(cost, pairs)
    here = sum(small.rows or 0 for small, _ in pairs)
    if here < FEW and sum(each.seconds for each in spent) * grown.high > LITTLE:
        has = f"{amount(here, 'row')} on the sandbox"
        reasons.append(f"{', '.join(sorted(worked))}: {has} are too few to tell from")
        return None
    return replace(grown, low=min(1.0, grown.low)) if here < FEW else grown


def _growth(cost: Cost, pairs: list[tuple[Size, Size]]) -> Growth:
    here = sum(small.rows or 0 for small, _ in pairs)
    rows = sum(large.rows or 0 for _, large in pairs)
    width, ratio = _width(pairs), rows / max(here, 1)
    # A sort grows with n log n.
    sorting = max(1.0, log(max(rows, 2)) / log(max(here, 2)))
    return Growth(
        ratio * min(1.0, width),
        ratio * max(1.0, width) * sorting,
        rows,
        _bytes(large for _, large in pairs),
        _start(cost),
    )


def _width(pairs: list[tuple[Size, Size]]) -> float:
    """How many times as wide the rows of the largest table are there."""
    small, large = max(pairs, key=lambda pair: pair[1].rows or 0)
    if not (small.rows and small.bytes and large.rows and large.bytes):
        return 1.0
    return (large.bytes / large.rows) / (small.bytes / small.rows)


def _bytes(sizes: Iterable[Size]) -> int | None:
    found = [None if each.bytes is None else each.bytes + (each.index_bytes or 0) for each in sizes]
    return None if None in found else sum(each for each in found if each is not None)


def _start(cost: Cost) -> float:
    """What a statement takes that works on no row."""
    idle = [each.seconds - each.waited for each in cost.spent if not each.worked]
    return min(idle, default=0.0)
