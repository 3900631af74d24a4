"""The trial of some migrations: forward, back, and forward again, and what that has shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from migration_safety.core.trial.filled import Filled
from migration_safety.core.trial.leg import Leg


class Reversibility(StrEnum):
    """What a rollback comes to, judged by what it did and never by its presence."""

    LOSSLESS = "reversible without loss"
    LOSSY = "reversible with loss"
    BEFORE_WRITES = "reversible only before new writes"
    IRREVERSIBLE = "irreversible"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Trial:
    """`migrations` by label, taken as one.

    `forward`, `backward` and `again` are the legs in their order; a leg after one that failed is
    None where it could not be tried.  `filled` are the rows that were written before the first.
    """

    migrations: tuple[str, ...]
    forward: Leg
    backward: Leg | None = None
    again: Leg | None = None
    filled: Filled = field(default_factory=Filled)

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Those that were tried."""
        return tuple(filter(None, (self.forward, self.backward, self.again)))

    @property
    def failed(self) -> Leg | None:
        """The first that failed."""
        return next((each for each in self.legs if each.failed), None)

    @property
    def reversibility(self) -> Reversibility:
        """The class: the first of these that holds, the worst first."""
        if self.failed:
            refused = self.failed.irreversible
            return Reversibility.IRREVERSIBLE if refused else Reversibility.BROKEN
        return Reversibility.LOSSLESS
