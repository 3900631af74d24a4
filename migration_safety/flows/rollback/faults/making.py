"""A kill matrix while it is made, cell by cell."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, partial
from itertools import product

from migration_safety.core.trial.fault import Fault, KillMatrix, Place, Strike
from migration_safety.core.trial.leg import Direction
from migration_safety.flows.rollback.faults.cell import Unsteady, tried
from migration_safety.flows.rollback.faults.choosing import notes, places
from migration_safety.flows.rollback.faults.ground import Ground
from migration_safety.flows.rollback.faults.interruption import Interruption
from migration_safety.flows.rollback.faults.reference import (
    DoesNotRun,
    Reference,
    backwards,
    forwards,
    unsteady,
)
from migration_safety.flows.rollback.faults.running.process import Runner
from migration_safety.flows.rollback.faults.terms import Terms

TAKEN = {Direction.FORWARD: forwards, Direction.BACKWARD: backwards}
LATE = "not tried: the time for this migration's kill matrix was over"
GAP = (
    "Django records a migration in a transaction of its own, after the last commit: who is killed"
    " between the two finds it done and not recorded, and `migrate --fake` records it."
)
ASSUMED = (
    "The project's server could not be asked for client_connection_check_interval: orphaned locks"
    " were measured with PostgreSQL's own, 0, which never looks after a client."
)
UNSTEADY = "Not compared, as they differ from run to run: {}."


class Making:
    """Of the migration that the runner has loaded."""

    def __init__(self, runner: Runner, terms: Terms, progress: Callable[[str], None]) -> None:
        self._runner = runner
        self._terms = terms
        self._progress = progress
        self._end = time.monotonic() + terms.seconds
        self._faults: list[Fault] = []
        # Dictionaries, for what is said of two servers is said once.
        self._notes: dict[str, None] = {}
        self.untried: dict[str, None] = {}

    def on(self, ground: Ground, strikes: tuple[Strike, ...]) -> None:
        """All cells of these kinds, in both directions."""
        for direction in self._terms.directions:
            if self._faults and self.late:
                self.untried[f"{direction}, {', '.join(strikes)}: {LATE}"] = None
                continue
            try:
                with TAKEN[direction](ground, self._runner) as reference:
                    self._cells(reference, strikes)
            except DoesNotRun as why:
                self.untried[f"{direction}: it fails when nobody disturbs it: {why}"] = None

    @property
    def late(self) -> bool:
        """Whether its time is over."""
        return time.monotonic() > self._end

    def matrix(self) -> KillMatrix:
        """All of it, in the order in which a migration would come by."""
        return KillMatrix(
            str(self._runner.subject),
            tuple(sorted(self._faults, key=_in_order)),
            self._terms.interval,
            (*self._notes, *(() if self._terms.check_interval else (ASSUMED,))),
            tuple(self.untried),
        )

    def _cells(self, reference: Reference, strikes: tuple[Strike, ...]) -> None:
        chosen = places(reference.sent, every=self._terms.every)
        columns = cache(partial(unsteady, reference, self._runner))
        for place, how in product(chosen, strikes):
            self._progress(f"{self._runner.subject} {reference.direction}: {how} {place}")
            self._faults.append(self._cell(reference, place, how, columns))
        self._notes |= dict.fromkeys(notes(chosen))
        if any(each.where.gap and not each.ok and not each.unknown for each in self._faults):
            self._notes[GAP] = None
        if columns.cache_info().currsize and columns():
            told = (each.removeprefix("values of ") for each in sorted(columns()))
            self._notes[UNSTEADY.format(", ".join(told))] = None

    def _cell(self, reference: Reference, place: Place, how: Strike, columns: Unsteady) -> Fault:
        if self.late:
            return Fault(place, reference.direction, how, unknown=LATE)
        return tried(Interruption(reference, self._runner, place, how), columns)


def _in_order(fault: Fault) -> tuple[int, int, bool, int]:
    strikes, directions, where = list(Strike), list(Direction), fault.where
    return (
        directions.index(fault.direction),
        where.statement,
        where.inside,
        strikes.index(fault.how),
    )
