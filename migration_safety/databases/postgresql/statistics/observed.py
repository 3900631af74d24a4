"""What pg_stats holds of one column, as far as it was asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Observed:
    """Values and bounds are PostgreSQL's own text of them, where they were asked for at all."""

    null_fraction: float
    distinct: float
    average_width: int
    correlation: float | None = None
    frequencies: tuple[float, ...] = ()
    values: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
