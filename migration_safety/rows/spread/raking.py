"""Raking (iterative proportional fitting): weights of whole rows under which each column has
the shares, and the mean width, that are wanted of it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Protocol

from migration_safety.rows.spread.widths import tilted

ROUNDS = 30
# So little moves from one round to the next when they are done.
STILL = 5e-4


class Demand(Protocol):
    """What is wanted of one column."""

    def met(self, weights: Sequence[float]) -> list[float]:
        """The weights, changed as little as can be so that they meet it."""


@dataclass(frozen=True, slots=True)
class Shares:
    """`keys` name the value, or the kind of value, of each row; `wanted` is the share of each.

    A key that no row has is passed over, and its share falls to the others.
    """

    keys: Sequence[Hashable]
    wanted: Mapping[Hashable, float]

    def met(self, weights: Sequence[float]) -> list[float]:
        sums = dict.fromkeys(self.keys, 0.0)
        for key, weight in zip(self.keys, weights, strict=True):
            sums[key] += weight
        total = fsum(self.wanted.get(key, 0.0) for key, found in sums.items() if found)
        if not total:
            return list(weights)
        factors = {
            key: self.wanted.get(key, 0.0) / total / found if found else 0.0
            for key, found in sums.items()
        }
        return [weight * factors[key] for key, weight in zip(self.keys, weights, strict=True)]


@dataclass(frozen=True, slots=True)
class MeanWidth:
    """`widths` of each row's text, None where it has none; `target` is their mean.

    It is approached no further than the mean of the wider, or narrower, half of the texts: the
    widest one alone would be no variety.
    """

    widths: Sequence[float | None]
    target: float

    def met(self, weights: Sequence[float]) -> list[float]:
        places = [place for place, width in enumerate(self.widths) if width is not None]
        own = [weights[place] for place in places]
        widths = [width for width in self.widths if width is not None]
        total = fsum(own)
        if not total:
            return list(weights)
        found = tilted(own, widths, within_reach(widths, self.target))
        changed = list(weights)
        for place, weight in zip(places, found.weights, strict=True):
            changed[place] = weight * total
        return changed


def within_reach(widths: Sequence[float], target: float) -> float:
    """The target, or what comes nearest to it with half of the texts."""
    rising = sorted(widths)
    half = max(1, len(rising) // 2)
    return min(max(target, fsum(rising[:half]) / half), fsum(rising[-half:]) / half)


def raked(weights: Sequence[float], demands: Iterable[Demand]) -> tuple[float, ...]:
    """The weights after each demand was met in turn, again and again, until none moves them.

    Demands that contradict each other end in a compromise.
    """
    total = fsum(weights) or 1.0
    found = [weight / total for weight in weights]
    wanted = tuple(demands)
    for _ in range(ROUNDS):
        before = found
        for demand in wanted:
            found = demand.met(found)
        if fsum(abs(new - old) for new, old in zip(found, before, strict=True)) < STILL:
            break
    return tuple(found)
