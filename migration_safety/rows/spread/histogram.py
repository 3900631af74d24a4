"""Values from a coarsened histogram: between two bounds that follow each other, equally many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def numbers(bounds: Sequence[float], count: int) -> tuple[float, ...]:
    """So many numbers, rising, evenly over the histogram; () where that has no bound."""
    if not bounds:
        return ()
    parts = len(bounds) - 1
    return tuple(_at(bounds, (each + 0.5) / count * parts) for each in range(count))


def days(bounds: Sequence[str], count: int) -> tuple[date, ...]:
    """So many days, rising, from bounds that are months ("2024-03")."""
    ordinals = [date.fromisoformat(f"{month}-01").toordinal() for month in bounds]
    # The last month counts to its end; a month that is two bounds at once is spread as well.
    spread = [ordinal + 27 * at / max(1, len(bounds) - 1) for at, ordinal in enumerate(ordinals)]
    return tuple(date.fromordinal(int(each)) for each in numbers(spread, count))


def _at(bounds: Sequence[float], position: float) -> float:
    part = min(int(position), max(0, len(bounds) - 2))
    low, high = bounds[part], bounds[min(part + 1, len(bounds) - 1)]
    return low + (high - low) * (position - part)
