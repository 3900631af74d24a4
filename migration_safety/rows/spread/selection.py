"""Which of many texts a column takes that has few, where some are more common than others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import fsum

from migration_safety.rows.spread.widths import near, solved, summed, tilted_shares

# Multiples of it, less their whole part, spread evenly however many there are.
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True)
class Selection:
    """The numbers of the texts, one for each weight; their mean, and whether it was asked for."""

    items: tuple[int, ...]
    mean: float
    reached: bool


def selected(weights: Sequence[float], widths: Sequence[float], target: float) -> Selection:
    """A text for each weight, none twice, so that the mean of their widths is the target.

    Where `tilted` changes how common the texts are, this leaves that alone and takes other
    texts.  There must be as many texts as weights.
    """
    if len(widths) < len(weights):
        raise ValueError(f"{len(weights)} weights for {len(widths)} texts.")
    by_width = summed([1.0] * len(widths), widths)
    points = [(rank * GOLDEN) % 1 for rank in range(1, len(weights) + 1)]

    def mean(tilt: float) -> float:
        chosen = _quantiles(tilted_shares(by_width, tilt), points)
        return _mean(weights, chosen)

    tilt = solved(mean, by_width, target)
    items = _without_doubles(widths, _quantiles(tilted_shares(by_width, tilt), points))
    found = _mean(weights, [widths[item] for item in items])
    return Selection(items, found, near(found, target))


def _quantiles(shares: Mapping[float, float], points: Sequence[float]) -> list[float]:
    rising = sorted(shares)
    sums = list(accumulate(shares[width] for width in rising))
    return [rising[min(bisect_left(sums, point), len(rising) - 1)] for point in points]


def _mean(weights: Sequence[float], widths: Sequence[float]) -> float:
    total = fsum(weights)
    pairs = zip(weights, widths, strict=True)
    return fsum(weight / total * width for weight, width in pairs)


def _without_doubles(widths: Sequence[float], wanted: Sequence[float]) -> tuple[int, ...]:
    """The text nearest to each width that no earlier one has taken."""
    free = sorted(range(len(widths)), key=lambda item: (widths[item], item))
    found = []
    for width in wanted:
        at = bisect_left(free, width, key=lambda item: widths[item])
        near_ones = [each for each in (at - 1, at) if 0 <= each < len(free)]
        best = min(near_ones, key=lambda each: abs(widths[free[each]] - width))
        found.append(free.pop(best))
    return tuple(found)
