"""How far two distributions are from each other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from math import sqrt

from migration_safety.core.volume.likeness.statistics import ColumnStatistics


def distance_of(wanted: ColumnStatistics, got: ColumnStatistics, *, least: float) -> float:
    """The share of rows that would have to take another value, of those that are common enough.

    The total variation distance: of the values where both show them, else of the ranks.
    """
    shown = any(each is not None for each in wanted.values) and bool(got.values)
    return (_by_value if shown else _by_rank)(wanted, got, lambda share: share >= least)


def deviation(share: float, rows: int) -> float:
    """The standard deviation of a share among so many rows that are drawn."""
    return sqrt(share * (1 - share) / max(rows, 1))


def distinct_deviation(wanted: ColumnStatistics, rows: int) -> float:
    """The standard deviation of the number of values that are met in so many rows drawn.

    Values that are not among the most common ones are taken to be alike.
    """
    filled = round(rows * (1 - (wanted.null_fraction or 0)))
    others = max((wanted.distinct_count(rows) or 0) - len(wanted.shares), 0)
    rest = max(1 - sum(wanted.shares), 0.0)
    missing = [(1 - min(share, 1.0)) ** filled for share in wanted.shares]
    if others:
        missing += [(1 - rest / others) ** filled] * others
    return sqrt(sum(never * (1 - never) for never in missing))


def _by_rank(
    wanted: ColumnStatistics, got: ColumnStatistics, common: Callable[[float], bool]
) -> float:
    first, second = (list(filter(common, each.frequencies)) for each in (wanted, got))
    if not _listed(wanted):
        # How common those are that are not listed is not known, but that they are less so.
        second = second[: len(first)]
    return sum(abs(a - b) for a, b in zip_longest(first, second, fillvalue=0.0)) / 2


def _by_value(
    wanted: ColumnStatistics, got: ColumnStatistics, common: Callable[[float], bool]
) -> float:
    first, second = (
        {
            value: share
            for value, share in zip(each.values, each.frequencies, strict=True)
            if value is not None and common(share)
        }
        for each in (wanted, got)
    )
    keys = first.keys() | second.keys() if _listed(wanted) else first.keys()
    return sum(abs(first.get(key, 0.0) - second.get(key, 0.0)) for key in keys) / 2


def _listed(statistics: ColumnStatistics) -> bool:
    """Whether every value is among the most common ones."""
    return 0 < (statistics.distinct or 0) <= len(statistics.frequencies)
