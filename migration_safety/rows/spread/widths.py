"""Texts chosen by weight so that they are as wide on average as in production."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum

# The lightest item is at most e ** -STEEPEST of the heaviest: every text keeps a chance.
STEEPEST = 30.0
STEPS = 80
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
    alive = [width for weight, width in zip(weights, widths, strict=True) if weight > 0]
    if not alive:
        raise ValueError("No item has a weight.")
    span = max(alive) - min(alive) or 1.0
    low, high = -STEEPEST / span, STEEPEST / span
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _mean(_tilt(weights, widths, middle), widths) < target:
            low = middle
        else:
            high = middle
    found = _tilt(weights, widths, (low + high) / 2)
    mean = _mean(found, widths)
    return Tilt(found, mean, abs(mean - target) <= max(0.005 * abs(target), 1e-6))


def _tilt(weights: Sequence[float], widths: Sequence[float], tilt: float) -> tuple[float, ...]:
    alive = (width for weight, width in zip(weights, widths, strict=True) if weight > 0)
    # The heaviest factor is 1, so that none overflows.
    edge = max(tilt * width for width in alive)
    pairs = zip(weights, widths, strict=True)
    return tuple(weight * exp(min(0.0, tilt * width - edge)) for weight, width in pairs)


def _mean(weights: Sequence[float], widths: Sequence[float]) -> float:
    total = fsum(weights)
    return fsum(weight / total * width for weight, width in zip(weights, widths, strict=True))
