"""The trial of one unit: forward, back, forward again, a new session for each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from migration_safety.core.trial.difference import differences
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.core.trial.trial import Trial
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.flows.rollback.billing import billed
from migration_safety.flows.rollback.ground import Ground, on
from migration_safety.flows.rollback.load.loading import loaded
from migration_safety.flows.rollback.moment import Moment, taken
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
        start = self._moment()
        with self.ground.spare() as spare:
            trial = self._beyond(self._legs(start), spare)
            if trial.backward and trial.failed:
                # Whatever a broken way back has left: the next unit begins on sound ground.
                self._go_on(spare)
        return trial

    def _legs(self, start: Moment) -> Trial:
        trying = self.unit.copy()
        forward = self._leg(trying, Direction.FORWARD)
        trial = Trial(self.unit.labels, forward)
        if not trying.applied:
            return trial
        there = self._moment()
        backward = self._leg(trying, Direction.BACKWARD)
        trial = replace(trial, backward=backward)
        if backward.irreversible and not backward.seconds:
            return trial
        back = self._moment()
        if not backward.failed:
            trial = replace(trial, schema=differences(start.schema, back.schema))
        again = self._leg(trying, Direction.FORWARD)
        trial = replace(trial, again=again)
        if not again.failed:
            afterwards = self._moment()
            trial = replace(trial, schema_again=differences(there.schema, afterwards.schema))
        return trial

    def _leg(self, trying: Unit, direction: Direction) -> Leg:
        with self.ground.connected() as connection:
            return trying.go(direction, connection)

    def _moment(self) -> Moment:
        with self.ground.connected() as connection:
            return taken(connection)

    def _beyond(self, trial: Trial, spare: Sandbox) -> Trial:
        """What is tried besides, on copies of the database from before the unit."""
        if self.request.load:
            trial = replace(trial, load=loaded(self.unit, spare, self.request))
        if trial.failed:
            return trial
        return replace(trial, bill=billed(self.unit, self.ground))

    def _go_on(self, spare: Sandbox) -> None:
        with on(spare, self.ground.alias) as connection:
            self.unit.copy().forward(connection)
        self.ground.replace(spare)
