"""How a release is shipped without downtime, the cheapest first."""

from __future__ import annotations

from enum import StrEnum


class Strategy(StrEnum):
    """in place: expand and contract on one database; hold: two databases, requests held at the
    pooler, old code fits the new schema; gate: two databases, the new code waits on green, the
    old one never touches it; refuse: what cannot be replicated or reversed has to be split."""

    IN_PLACE = "in place"
    HOLD = "hold"
    GATE = "gate"
    REFUSE = "refuse"

    @property
    def replicates(self) -> bool:
        """Whether it needs a second database."""
        return self in (Strategy.HOLD, Strategy.GATE)
