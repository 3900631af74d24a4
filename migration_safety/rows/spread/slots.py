"""Weights as a table of slots: a draw is one look-up, and the same wherever it is made."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import fsum, isfinite
from sys import float_info

SIZE = 65_536


def slots(weights: Sequence[float], size: int = SIZE) -> array[int]:
    """For each of so many slots, the number of the item that takes it; items in their order.

    The shares are those of the weights, by largest remainders.  As long as the slots suffice,
    an item with any weight has one, so that nothing rare is lost.
    """
    if len(weights) > SIZE:
        raise ValueError(f"{len(weights)} items; a slot can number {SIZE}.")
    table = array("H")
    for item, count in enumerate(_counts(_shares(weights), size)):
        table.extend(array("H", [item]) * count)
    return table


def _shares(weights: Sequence[float]) -> list[float]:
    if not all(isfinite(weight) and weight >= 0 for weight in weights):
        raise ValueError("A weight is a finite number of 0 or more.")
    heaviest = max(weights, default=0.0)
    if heaviest <= 0:
        raise ValueError("No item has a weight.")
    # Beside a much heavier one the share of a weight would be 0.
    parts = [max(weight / heaviest, float_info.min) if weight else 0.0 for weight in weights]
    total = fsum(parts)
    return [part / total for part in parts]


def _counts(shares: list[float], size: int) -> list[int]:
    """The slots of each item; their sum is the size."""
    alive = [item for item, share in enumerate(shares) if share > 0]
    single = _too_light(shares, alive, size) if len(alive) <= size else set()
    free = size - len(single)
    total = fsum(shares[item] for item in alive if item not in single) or 1.0
    quotas = {item: shares[item] / total * free for item in alive if item not in single}
    counts = [0] * len(shares)
    for item in single:
        counts[item] = 1
    for item, quota in quotas.items():
        counts[item] = int(quota)
    missing = size - sum(counts)
    by_remainder = sorted(quotas, key=lambda item: (int(quotas[item]) - quotas[item], item))
    for item in by_remainder[:missing]:
        counts[item] += 1
    return counts


def _too_light(shares: list[float], alive: list[int], size: int) -> set[int]:
    """The items that get their one slot by grace: what is left to the others shrinks with each."""
    light: set[int] = set()
    left = 1.0
    for item in sorted(alive, key=lambda each: (shares[each], each)):
        if shares[item] / left * (size - len(light)) >= 1:
            break
        light.add(item)
        left -= shares[item]
    return light
