"""Zipf's law: the item of rank k is taken in proportion to k ** -exponent."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import fsum, log

# Sums of more terms than this are an integral.
EXACT = 1000
STEEPEST = 5.0
STEPS = 60
GOLDEN = (5**0.5 - 1) / 2


def continued(shares: Sequence[float], count: int, exponent: float | None = None) -> array[float]:
    """The weights of so many items: the first as known, then Zipf's law for what is left.

    No real column follows the law at its head, and that is where the skew is.  Without an
    exponent the one is taken that fits.
    """
    known = array("d", shares[:count])
    exponent = fitted_exponent(shares, count) if exponent is None else exponent
    tail = array("d", (rank**-exponent for rank in range(len(known) + 1, count + 1)))
    factor = max(0.0, 1 - fsum(known)) / fsum(tail) if tail else 0.0
    return known + array("d", (factor * weight for weight in tail))


def fitted_exponent(frequencies: Sequence[float], distinct: int) -> float:
    """The exponent under which the most common of so many values are likeliest to be so common.

    The frequencies are shares of the rows that are not NULL.  Without any, no value is more
    common than another, and the exponent is 0.
    """
    shares = sorted((each for each in frequencies if each > 0), reverse=True)[:distinct]
    if not shares or distinct < 2:
        return 0.0
    low, high = 0.0, STEEPEST
    for _ in range(STEPS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        if _likelihood(shares, distinct, left) >= _likelihood(shares, distinct, right):
            high = right
        else:
            low = left
    return round((low + high) / 2, 6)


def _likelihood(shares: list[float], distinct: int, exponent: float) -> float:
    """Per row, of the ranked values and of the rest as one."""
    whole = harmonic(distinct, exponent)
    head = harmonic(len(shares), exponent)
    ranked = fsum(
        share * (-exponent * log(rank) - log(whole)) for rank, share in enumerate(shares, 1)
    )
    rest = max(0.0, 1 - fsum(shares))
    tail = (whole - head) / whole
    return ranked + (rest * log(tail) if tail > 0 else 0.0)


def harmonic(count: int, exponent: float) -> float:
    """The sum of k ** -exponent for k from 1 to `count`, whatever its size."""
    exact = fsum(rank**-exponent for rank in range(1, min(count, EXACT) + 1))
    if count <= EXACT:
        return exact
    # The midpoint rule: its error at rank 1,000 is below one in ten million.
    first, last = EXACT + 0.5, count + 0.5
    if abs(exponent - 1) < 1e-9:
        return exact + log(last / first)
    power = 1 - exponent
    return float(exact + (last**power - first**power) / power)
