"""A migration that generated rows stop is tried once more on empty tables.

Rows that the schema allows and production has none of stop a migration for no fault of its own,
and with it all that come after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

from migration_safety.core.trial.filled import Filled
from migration_safety.core.trial.leg import Leg
from migration_safety.core.trial.trial import Trial
from migration_safety.flows.rollback.places.base import Base
from migration_safety.flows.rollback.places.ground import Ground, on
from migration_safety.reading.replay.unit import Unit


@dataclass(frozen=True, slots=True)
class Emptying:
    """For the unit at that position of the course, on that ground."""

    base: Base
    ground: Ground
    position: int

    def tried(self, trying: Callable[[], Trial], filled: Filled) -> Trial:
        """The trial on the rows that were filled in; on none, where these alone stop it."""
        trial = replace(trying(), filled=filled)
        if not trial.forward.failed or not self._begin_again():
            return trial
        empty = trying()
        if empty.forward.failed:
            return trial
        return replace(empty, filled=Filled(refused=trial.forward.error))

    def passed(self, unit: Unit) -> Leg:
        """The way forward alone, likewise."""
        leg = self._forward(unit.copy())
        if leg.failed and self._begin_again():
            return self._forward(unit)
        return leg

    def _forward(self, unit: Unit) -> Leg:
        with self.ground.connected() as connection:
            return unit.forward(connection)

    def _begin_again(self) -> bool:
        """From the base up to here without a row of ours; False where that cannot be."""
        with self.base.copy() as fresh:
            with on(fresh, self.ground.alias) as connection:
                earlier = islice(self.base.course.each(), self.position)
                if any(unit.forward(connection).failed for unit, _ in earlier):
                    return False
            self.ground.replace(fresh)
        self.ground.recent = None
        return True
