"""An estimate of seconds: what was measured on few rows, carried on to many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Point:
    """`rows` took `seconds` on the sandbox."""

    rows: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Between `low` and `high` seconds for so many `rows`; `measured` is what it rests on."""

    low: float
    high: float
    rows: int
    measured: tuple[Point, ...] = ()

    @property
    def words(self) -> str:
        """ "45 s to 80 s", or one figure where both round to it."""
        low, high = in_time(self.low), in_time(self.high)
        return low if low == high else f"{low} to {high}"


def extrapolated(
    points: Sequence[Point], rows: int, *, sorts: bool = False, width: float = 1.0
) -> Estimate | None:
    """The time for so many rows from at least two measured points; None from fewer.

    Each point alone gives a rate, with what it costs to start; the slope between the outer
    two gives one without.  The range is that of these rates.  `sorts`: a sort grows with
    n log n.  `width`: how many times as wide the rows are as those that were measured; what
    reads or writes bytes grows with it, what compares keys does not, so that it widens the
    range to one side.
    """
    first, last = min(points, key=_rows, default=None), max(points, key=_rows, default=None)
    if first is None or last is None or first.rows == last.rows or not rows:
        return None
    rates = [each.seconds / each.rows for each in points]
    slope = (last.seconds - first.seconds) / (last.rows - first.rows)
    rates += [slope] if slope > 0 else []
    growth = log(rows) / log(last.rows) if sorts and rows > last.rows else 1.0
    low, high = rows * min(rates) * min(1.0, width), rows * max(rates) * max(1.0, width)
    if rows < first.rows:
        # What it costs to start is paid however few rows there are.
        high = max(high, first.seconds)
    return Estimate(low, high * growth, rows, tuple(sorted(points, key=_rows)))


def _rows(point: Point) -> int:
    return point.rows


def total(estimates: Iterable[Estimate | None]) -> Estimate | None:
    """One after the other; None where one of them, or all, are not known."""
    known = list(estimates)
    if not known or None in known:
        return None
    found = [each for each in known if each is not None]
    return Estimate(
        sum(each.low for each in found),
        sum(each.high for each in found),
        max(each.rows for each in found),
    )


def in_time(seconds: float) -> str:
    """ "3 ms", "4.2 s", "80 s", "12 min", "2.5 h": more digits than two no estimate has."""
    if seconds < 1:
        return f"{float(f'{seconds * 1000:.2g}'):.0f} ms"
    if seconds < 10:
        return f"{seconds:.2g} s"
    if seconds < 2 * MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / MINUTE:.0f} min" if seconds < 2 * HOUR else f"{seconds / HOUR:.1f} h"
