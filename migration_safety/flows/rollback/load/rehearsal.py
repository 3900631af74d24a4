"""The tables that a unit locks in each direction, seen before there is any traffic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migration_safety.core.effect import Blocks
from migration_safety.core.operations.model import Code
from migration_safety.core.trial.leg import Direction
from migration_safety.databases.postgresql.grammar import split
from migration_safety.databases.postgresql.observe import Recorder
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.flows.rollback.ground import on
from migration_safety.reading.replay.unit import Unit


@dataclass(frozen=True, slots=True)
class Locked:
    """What is blocked of the tables that were there before, the worst first."""

    tables: Mapping[str, Blocks]

    def worst(self, code: Code) -> tuple[str, Blocks] | None:
        """The first table of the release whose traffic has to wait, None where none has."""
        known = ((name, it) for name, it in self.tables.items() if code.model(name))
        return next((each for each in known if each[1] >= Blocks.WRITES), None)


def rehearsed(unit: Unit, box: Sandbox, alias: str) -> dict[Direction, Locked]:
    """Takes the unit forward and back; a direction that fails is not in it."""
    found: dict[Direction, Locked] = {}
    for direction in Direction:
        with on(box, alias) as connection, Recorder(connection, split) as recorder:
            if unit.go(direction, connection, recorder).failed:
                return found
            blocked: dict[str, Blocks] = {}
            for effect in (each for seen in recorder.observations for each in seen.effects):
                blocked[effect.table] = max(effect.blocks, blocked.get(effect.table, effect.blocks))
            ordered = sorted(blocked, key=lambda name: (-blocked[name], name))
            found[direction] = Locked({name: blocked[name] for name in ordered})
    return found
