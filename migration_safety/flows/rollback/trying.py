"""The trial of one unit: forward, back, forward again, a new session for each."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.trial.trial import Trial
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.flows.rollback.ground import Ground, on
from migration_safety.flows.rollback.request import Request
from migration_safety.reading.replay.unit import Unit


@dataclass(frozen=True, slots=True)
class Trying:
    """On the main database of the ground, which afterwards stands after the unit, where that can
    be."""

    unit: Unit
    ground: Ground
    request: Request

    def trial(self) -> Trial:
        """All that is asked for.  Raises SandboxError where the server is lost."""
        with self.ground.spare() as spare:
            trial = self._beyond(self._legs(), spare)
            if trial.backward and trial.failed:
                # Whatever a broken way back has left: the next unit begins on sound ground.
                self._go_on(spare)
        return trial

    def _legs(self) -> Trial:
        labels, trying = self.unit.labels, self.unit.copy()
        with self.ground.connected() as connection:
            forward = trying.forward(connection)
        if not trying.applied:
            return Trial(labels, forward)
        with self.ground.connected() as connection:
            backward = trying.backward(connection)
        if backward.irreversible and not backward.seconds:
            return Trial(labels, forward, backward)
        with self.ground.connected() as connection:
            again = trying.forward(connection)
        return Trial(labels, forward, backward, again)

    def _beyond(self, trial: Trial, spare: Sandbox) -> Trial:
        """What is tried besides, on copies of the database from before the unit."""
        del spare
        return trial

    def _go_on(self, spare: Sandbox) -> None:
        with on(spare, self.ground.alias) as connection:
            self.unit.copy().forward(connection)
        self.ground.replace(spare)
