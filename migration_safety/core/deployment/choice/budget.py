"""What a deployment may cost, and what it was estimated by."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.price.estimate import in_time
from migration_safety.core.price.size import in_bytes


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

    @property
    def expected(self) -> str:
        """ "12 min to 25 min", or "-"."""
        low, high = self._figure(self.low), self._figure(self.high)
        return low if low == high else f"{low} to {high}"

    @property
    def most(self) -> str:
        """The limit in words, or "-"."""
        return self._figure(self.limit)

    def _figure(self, value: float | None) -> str:
        if value is None:
            return "-"
        return in_time(value) if self.unit == "s" else in_bytes(value)
