"""What a deployment may cost, and what it was estimated by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """One cost: "write pause", "copy", "WAL kept by the slot", "disk of green".

    `low` and `high` are its range in `unit` ("s" or "bytes"), None where nothing is known;
    `limit` is what it may be; `basis` says where the figures come from.
    """

    name: str
    unit: str
    low: float | None
    high: float | None
    limit: float | None
    basis: str
