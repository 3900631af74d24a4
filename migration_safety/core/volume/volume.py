"""A table that was filled, or would be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Volume:
    """`rows` were written in `seconds`; `bytes` of them and their indexes, None if unknown."""

    label: str
    table: str
    rows: int
    bytes: int | None
    seconds: float
