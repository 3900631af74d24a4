"""Shares of values that are known to be less common than others."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import fsum


def levelled(weights: Mapping[Hashable, float], whole: float, most: float) -> dict[Hashable, float]:
    """Shares of the whole in proportion to the weights, none of which is more than the most.

    Where that cannot be, all are alike.
    """
    most = max(most, whole / max(1, len(weights)))
    level: dict[Hashable, float] = {}
    free = dict(weights)
    while free:
        rest = whole - most * len(level)
        total = fsum(free.values())
        shares = {value: rest * weight / total for value, weight in free.items()}
        high = [value for value, share in shares.items() if share > most * (1 + 1e-9)]
        if not high:
            return level | shares
        for value in high:
            level[value] = most
            del free[value]
    return level
