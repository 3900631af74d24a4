"""Texts chosen by weight so that they are as wide on average as in production."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum

# The lightest item is at least e ** -STEEPEST of its weight: every text keeps a chance.
STEEPEST = 30.0
STEPS = 50
# What PostgreSQL puts before a text: a byte, or four where it is longer than this.
SHORT = 126


@dataclass(frozen=True, slots=True)
class Tilt:
    """Tilted weights, the mean width that they give, and whether it is the one asked for."""

    weights: tuple[float, ...]
    mean: float
    reached: bool


def stored_width(text: str) -> int:
    """Bytes of a text as pg_stats.avg_width counts them, before any compression."""
    length = len(text.encode())
    return length + (1 if length <= SHORT else 4)


def tilted(weights: Sequence[float], widths: Sequence[float], target: float) -> Tilt:
    """The weights times e ** (tilt * width), which changes the mean and as little else as can be.

    A target that no weighing reaches is answered by the nearest mean that one does.
    """
    by_width = summed(weights, widths)
    tilt = solved(lambda tilt: _mean(tilted_shares(by_width, tilt)), by_width, target)
    shares = tilted_shares(by_width, tilt)
    mean = _mean(shares)
    found = (
        weight / by_width[width] * shares[width] if weight > 0 else 0.0
        for weight, width in zip(weights, widths, strict=True)
    )
    return Tilt(tuple(found), mean, near(mean, target))


def near(mean: float, target: float) -> bool:
    """Whether a mean is the one asked for, as far as anybody can tell."""
    return abs(mean - target) <= max(0.005 * abs(target), 1e-6)


def summed(weights: Sequence[float], widths: Sequence[float]) -> dict[float, float]:
    """The weight of each width: of thousands of texts, a few hundred widths remain."""
    found: dict[float, float] = {}
    for weight, width in zip(weights, widths, strict=True):
        if weight > 0:
            found[width] = found.get(width, 0.0) + weight
    if not found:
        raise ValueError("No item has a weight.")
    return found


def solved(mean: Callable[[float], float], by_width: Mapping[float, float], target: float) -> float:
    """The tilt under which a mean that grows with it comes nearest to the target."""
    span = max(by_width) - min(by_width) or 1.0
    low, high = -STEEPEST / span, STEEPEST / span
    for _ in range(STEPS):
        middle = (low + high) / 2
        if mean(middle) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def tilted_shares(by_width: Mapping[float, float], tilt: float) -> dict[float, float]:
    """The share of each width after tilting; their sum is 1."""
    # The heaviest factor is 1, so that none overflows.
    edge = max(tilt * width for width in by_width)
    found = {width: weight * exp(tilt * width - edge) for width, weight in by_width.items()}
    total = fsum(found.values())
    return {width: weight / total for width, weight in found.items()}


def _mean(shares: Mapping[float, float]) -> float:
    return fsum(width * share for width, share in shares.items())
