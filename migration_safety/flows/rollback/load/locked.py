"""The tables that a unit has locked in each direction, as its trial has traced them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migration_safety.core.effect import Blocks
from migration_safety.core.operations.model import Code
from migration_safety.core.trial.leg import Direction
from migration_safety.core.trial.trial import Trial


@dataclass(frozen=True, slots=True)
class Locked:
    """What was blocked of the tables that were there before, or written to; the worst first."""

    tables: Mapping[str, Blocks]

    def worst(self, code: Code) -> tuple[str, Blocks] | None:
        """The first table of the release whose traffic has to wait, None where none has."""
        known = ((name, it) for name, it in self.tables.items() if code.model(name))
        return next((each for each in known if each[1] >= Blocks.WRITES), None)


def locked(trial: Trial) -> dict[Direction, Locked]:
    """A direction in which the unit did not come through is not in it."""
    through = [
        each.direction for each in (trial.forward, trial.backward) if each and not each.failed
    ]
    return {direction: _locked(trial, direction) for direction in through}


def _locked(trial: Trial, direction: Direction) -> Locked:
    blocked: dict[str, Blocks] = {}
    costs = (each for each in trial.costs if each.direction is direction)
    for spent in (each for cost in costs for each in cost.spent):
        for table, _ in spent.writes:
            blocked.setdefault(table, Blocks.NOTHING)
        for lock in spent.locks:
            if lock.blocks > blocked.get(lock.table, Blocks.NOTHING):
                blocked[lock.table] = lock.blocks
    ordered = sorted(blocked, key=lambda name: (-blocked[name], name))
    return Locked({name: blocked[name] for name in ordered})
