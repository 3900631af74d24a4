"""Zipf's law within parts, each of which has its own most popular item."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import fsum

from migration_safety.rows.spread.zipf import STEEPEST, harmonic

# The heaviest parts and their first items are what shares are known of.
PARTS = 200
STEP = 0.05


def fitted_within(shares: Sequence[float], rows: Sequence[int], items: Sequence[int]) -> float:
    """The exponent under which the most popular items of all parts come nearest to the shares.

    The parts have so many rows, which refer to so many items of their own.
    """
    parts = sorted(zip(rows, items, strict=True), reverse=True)[:PARTS]
    whole = sum(rows)
    known = [(count / whole, size) for count, size in parts if count and size]
    if not known or not shares:
        return 0.0
    steps = (step * STEP for step in range(round(STEEPEST / STEP) + 1))
    return min(steps, key=lambda exponent: _apart(shares, known, exponent))


def _apart(shares: Sequence[float], parts: Sequence[tuple[float, int]], exponent: float) -> float:
    firsts = ((weight / harmonic(size, exponent), size) for weight, size in parts)
    found = [
        first * rank**-exponent
        for first, size in firsts
        for rank in range(1, min(size, len(shares)) + 1)
    ]
    most = sorted(found, reverse=True)[: len(shares)]
    return fsum(abs(a - b) for a, b in zip_longest(shares, most, fillvalue=0.0))
