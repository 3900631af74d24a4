"""How far two distributions are from each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, zip_longest
from math import asin, fsum, pi, sqrt

from migration_safety.core.volume.likeness.statistics import ColumnStatistics


def distance_of(wanted: ColumnStatistics, got: ColumnStatistics) -> float:
    """The share of rows that would have to take another value, of those that are wanted.

    The total variation distance: of the values where both show them, else of the ranks.
    """
    shown = any(each is not None for each in wanted.values) and bool(got.values)
    return (_by_value if shown else _by_rank)(wanted, got)


def deviation(share: float, rows: int) -> float:
    """The standard deviation of a share among so many rows that are drawn."""
    return sqrt(share * (1 - share) / max(rows, 1))


def chance_distance(shares: Sequence[float], rows: int, *, spread: float) -> float:
    """How far from these shares so many rows are that are drawn by them: so many standard
    deviations beyond what is to be expected, the shares taken for normal."""
    by_chance = [(share, deviation(share, rows)) for share in shares if 0 < share < 1]
    deviations = [each for _, each in by_chance]
    variance = (1 - 2 / pi) * fsum(each**2 for each in deviations) + 2 * fsum(
        one * two * _together(first, second)
        for (first, one), (second, two) in combinations(by_chance, 2)
    )
    return (sqrt(2 / pi) * fsum(deviations) + spread * sqrt(max(variance, 0.0))) / 2


def _together(first: float, second: float) -> float:
    """How much the amounts of two deviations go together (their covariance, each by its own
    standard deviation): rows that one value has more, the others have less."""
    odds = first * second / max((1 - first) * (1 - second), first * second)
    correlation = -sqrt(odds)
    return 2 / pi * (sqrt(1 - odds) + correlation * asin(correlation) - 1)


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


def _by_rank(wanted: ColumnStatistics, got: ColumnStatistics) -> float:
    first, second = wanted.frequencies, got.frequencies
    if not _listed(wanted):
        # How common those are that are not listed is not known, but that they are less so.
        second = second[: len(first)]
    return sum(abs(a - b) for a, b in zip_longest(first, second, fillvalue=0.0)) / 2


def _by_value(wanted: ColumnStatistics, got: ColumnStatistics) -> float:
    first, second = (
        {
            value: share
            for value, share in zip(each.values, each.frequencies, strict=True)
            if value is not None
        }
        for each in (wanted, got)
    )
    keys = first.keys() | second.keys() if _listed(wanted) else first.keys()
    return sum(abs(first.get(key, 0.0) - second.get(key, 0.0)) for key in keys) / 2


def _listed(statistics: ColumnStatistics) -> bool:
    """Whether every value is among the most common ones."""
    return 0 < (statistics.distinct or 0) <= len(statistics.frequencies)
