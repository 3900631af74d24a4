"""The trial of one unit: forward, back, forward again, a new session for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from migration_safety.core.trial.comparison import Comparison
from migration_safety.core.trial.costs.cost import Cost
from migration_safety.core.trial.data.alteration import Matching, Verdict
from migration_safety.core.trial.data.tables import alterations
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.core.trial.schema.comparing import differences
from migration_safety.core.trial.schema.managed import Managed
from migration_safety.core.trial.trial import Trial
from migration_safety.flows.rollback.billing import billed
from migration_safety.flows.rollback.costing.tracing import traced
from migration_safety.flows.rollback.faults.asked import interrupted
from migration_safety.flows.rollback.faults.matrix import Matrices
from migration_safety.flows.rollback.load.loading import loaded
from migration_safety.flows.rollback.moment import Moment, moved, taken, with_rows
from migration_safety.flows.rollback.places.ground import Ground, on
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.vendors import Sandbox, vendor
from migration_safety.reading.managed import managed
from migration_safety.reading.replay.unit import Unit


@dataclass(frozen=True, slots=True)
class Trying:
    """On the main database of the ground, which afterwards stands after the unit, where that can
    be."""

    unit: Unit
    ground: Ground
    request: Request
    matrices: Matrices | None = None

    def trial(self) -> Trial:
        """All that is asked for.  Raises SandboxError where the server is lost."""
        start = self._moment()
        with self.ground.spare() as spare:
            trial = self._beyond(self._legs(start, spare), spare)
            if trial.backward and trial.failed:
                # Whatever a broken way back has left: the next unit begins on sound ground.
                self._go_on(spare)
        return trial

    def _legs(self, start: Moment, spare: Sandbox) -> Trial:
        trying = self.unit.copy()
        forward, there_costs = self._leg(trying, Direction.FORWARD)
        trial = Trial(self.unit.labels, forward, costs=there_costs)
        if not trying.applied:
            return trial
        there = self._moment(start)
        trial = replace(trial, forth=moved(start, there))
        backward, back_costs = self._leg(trying, Direction.BACKWARD)
        trial = replace(trial, backward=backward, costs=(*there_costs, *back_costs))
        if backward.irreversible and not backward.seconds:
            return trial
        back = self._moment(start)
        if not backward.failed:
            found = self._compared(start, back)
            with self.ground.connected() as connection:
                found = with_rows(found, start, back, connection=connection, copy=spare)
            trial = replace(trial, back=found)
        again = self._again(trying, start, trial.back)
        trial = replace(trial, again=again)
        if not again.failed:
            trial = replace(trial, repeated=self._compared(there, self._moment(there)))
        return trial

    def _again(self, trying: Unit, start: Moment, back: Comparison | None) -> Leg:
        """The way forward once more.  Unless rows are left over, sequences begin where they began
        at first: that ids are others is no difference."""
        with self.ground.connected() as connection:
            if back and not any(each.verdict is Verdict.LEFTOVER for each in back.data):
                vendor(connection.vendor).put_back(connection, start.sequences)
            return trying.forward(connection)

    def _leg(self, trying: Unit, direction: Direction) -> tuple[Leg, tuple[Cost, ...]]:
        with self.ground.connected() as connection:
            return traced(trying, direction, connection)

    def _moment(self, before: Moment | None = None) -> Moment:
        with self.ground.connected() as connection:
            recent, exact = self.ground.recent, self.request.exact
            found = taken(connection, exact=exact, before=before, recent=recent)
        self.ground.recent = found
        return found

    def _compared(self, before: Moment, after: Moment) -> Comparison:
        """In what they differ that should be the same, and what of it models can express."""
        known = Managed()
        if before.schema != after.schema:
            with self.ground.connected() as connection:
                known = managed(connection, self.unit.before.apps, self.unit.after.apps)
        return Comparison(
            differences(before.schema, after.schema, managed=known),
            alterations(before.data, after.data, by=Matching.NAME),
            len({*before.schema.by_key, *after.schema.by_key}),
            tuple(sorted({*before.schema.unmodelled, *after.schema.unmodelled})),
        )

    def _beyond(self, trial: Trial, spare: Any) -> Trial:
        """What is tried besides, on copies of the database from before the unit; traffic and
        interruptions, which are asked for on a server alone."""
        if self.request.load:
            trial = replace(trial, load=loaded(trial, self.unit, spare, self.request))
        trial = interrupted(trial, self.matrices, spare, self.ground.alias)
        if trial.failed:
            return trial
        return replace(trial, bill=billed(self.unit, self.ground))

    def _go_on(self, spare: Sandbox) -> None:
        with on(spare, self.ground.alias) as connection:
            self.unit.copy().forward(connection)
        self.ground.replace(spare)
