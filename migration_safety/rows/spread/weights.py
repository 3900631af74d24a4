"""Weights of the values that prototypes offer, so that they are as common as in production."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from math import fsum

from migration_safety.core.volume.likeness.rounding import two_digits
from migration_safety.core.volume.likeness.statistics import ColumnStatistics

# The figures have four digits each: what their sum lacks of 1 may be nothing at all.
ROUNDED = 2e-4


def weights_from_statistics(
    offered: Sequence[object], statistics: ColumnStatistics
) -> tuple[float, ...]:
    """A weight for each value offered, in the same order; a value offered twice shares its own.

    A value that the statistics name takes its frequency, None the fraction of NULLs.  Where
    they name none, the first value offered is as common as the most common one, and so on.
    What is left is shared among the others.
    """
    named = _named(statistics)
    keys = [_key(value, named) for value in offered]
    known = named if named else _ranked(keys, statistics)
    wanted = {None: statistics.null_fraction or 0.0, **known}
    times = Counter(keys)
    others = [key for key in times if key not in wanted]
    wanted |= dict.fromkeys(others, _unknown(statistics) / max(1, len(others)))
    weights = tuple(wanted[key] / times[key] for key in keys)
    return weights if any(weights) else (1.0,) * len(keys)


def _unknown(statistics: ColumnStatistics) -> float:
    """The share of the values that are not among the most common ones."""
    share = 1 - fsum(statistics.frequencies) - (statistics.null_fraction or 0.0)
    listed = 0 < (statistics.distinct or 0) <= len(statistics.frequencies)
    return 0.0 if listed or share < ROUNDED else share


def _named(statistics: ColumnStatistics) -> dict[Hashable, float]:
    pairs = zip(statistics.values, statistics.frequencies, strict=False)
    return {value: share for value, share in pairs if value is not None}


def _ranked(keys: Sequence[Hashable], statistics: ColumnStatistics) -> dict[Hashable, float]:
    filled = (key for key in dict.fromkeys(keys) if key is not None)
    return dict(zip(filled, statistics.frequencies, strict=False))


def _key(value: object, named: Mapping[Hashable, float]) -> Hashable:
    """What the statistics would name it: numbers are coarsened there."""
    if value is None or (isinstance(value, Hashable) and value in named):
        return value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        coarse = two_digits(value)
        return coarse if coarse in named else value
    return str(value)
