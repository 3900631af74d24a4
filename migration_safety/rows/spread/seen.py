"""How many different values are seen among drawn rows, and of how many one must draw for that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import expm1, fsum


def seen(shares: Sequence[float], rows: int) -> float:
    """How many of the values so many rows can be expected to hold."""
    return -fsum(expm1(-rows * share) for share in shares)


def needed(distinct: int, most: int, seen_of: Callable[[int], float]) -> int:
    """The smallest number of values of which `distinct` are seen, but no more than `most`.

    `seen_of` tells how many of so many values are seen; it grows with them.
    """
    low, high = min(distinct, most), most
    while low < high:
        middle = (low + high) // 2
        if seen_of(middle) < distinct - 0.5:
            low = middle + 1
        else:
            high = middle
    return low
