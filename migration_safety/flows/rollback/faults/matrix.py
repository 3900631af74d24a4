"""The kill matrix of one migration: every cell that may come to something else."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import product
from typing import Any

from migration_safety.core.trial.fault import Fault, KillMatrix, Place, Strike
from migration_safety.core.trial.leg import Direction
from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.embedded import EMBEDDED_VERSIONS
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import SandboxError
from migration_safety.flows.rollback.faults.cell import tried
from migration_safety.flows.rollback.faults.choosing import notes, places
from migration_safety.flows.rollback.faults.ground import Ground, apart
from migration_safety.flows.rollback.faults.interruption import Interruption
from migration_safety.flows.rollback.faults.process import Runner
from migration_safety.flows.rollback.faults.reference import (
    DoesNotRun,
    Reference,
    backwards,
    forwards,
    unsteady,
)

TAKEN = {Direction.FORWARD: forwards, Direction.BACKWARD: backwards}
LATE = "not tried: the time for the kill matrix was over "
TOO_NEW = "no embedded PostgreSQL is as new as the sandbox's server"
UNSTEADY = "Not compared, as they differ from run to run: {}."


@dataclass(frozen=True, slots=True)
class Terms:
    """How the migrations are interrupted.

    `project` is the project's entry for DATABASES; `check_interval` what its server has for
    client_connection_check_interval.  `every`: at each boundary, also where another stands for
    it.  `seconds` bound the matrix of a migration; what is left then is told.
    """

    project: Mapping[str, Any] = field(default_factory=dict)
    check_interval: str = "0"
    every: bool = False
    seconds: float = 300.0
    directions: tuple[Direction, ...] = tuple(Direction)
    strikes: tuple[Strike, ...] = tuple(Strike)
    progress: Callable[[str], None] = lambda line: None


def kill_matrix(runner: Runner, spare: Sandbox, terms: Terms) -> KillMatrix:
    """Interrupt the migration of `runner` wherever that may leave something else behind.

    `spare` holds the database before it; nobody is connected to it, and it stays as it is.
    """
    making = _Making(runner, terms)
    here = tuple(each for each in terms.strikes if each is not Strike.SERVER)
    if here:
        making.on(Ground(spare, terms.project, terms.check_interval), here)
    if Strike.SERVER in terms.strikes:
        try:
            with apart(spare, terms.project, terms.check_interval, _version(spare)) as ground:
                making.on(ground, (Strike.SERVER,))
        except SandboxError as error:
            making.untried[f"{Strike.SERVER}: not tried: {error}"] = None
    return KillMatrix(
        str(runner.subject),
        tuple(sorted(making.faults, key=_in_order)),
        terms.check_interval,
        tuple(making.notes),
        tuple(making.untried),
    )


class _Making:
    """The cells so far."""

    def __init__(self, runner: Runner, terms: Terms) -> None:
        self._runner = runner
        self._terms = terms
        self._end = time.monotonic() + terms.seconds
        self.faults: list[Fault] = []
        # Dictionaries, for what is said of both servers is said once.
        self.notes: dict[str, None] = {}
        self.untried: dict[str, None] = {}

    def on(self, ground: Ground, strikes: tuple[Strike, ...]) -> None:
        """All cells of these kinds, in both directions."""
        for direction in self._terms.directions:
            try:
                with TAKEN[direction](ground, self._runner) as reference:
                    self._cells(reference, strikes)
            except DoesNotRun as why:
                self.untried[f"{direction}: it fails when nobody disturbs it: {why}"] = None

    def _cells(self, reference: Reference, strikes: tuple[Strike, ...]) -> None:
        chosen = places(reference.sent, every=self._terms.every)
        columns = cache(partial(unsteady, reference, self._runner))
        for place, how in product(chosen, strikes):
            self._terms.progress(f"{self._runner.subject} {reference.direction}: {how} {place}")
            self.faults.append(self._cell(reference, place, how, columns))
        self.notes |= dict.fromkeys(notes(chosen))
        if columns.cache_info().currsize and columns():
            told = (each.removeprefix("values of ") for each in sorted(columns()))
            self.notes[UNSTEADY.format(", ".join(told))] = None

    def _cell(
        self,
        reference: Reference,
        place: Place,
        how: Strike,
        columns: Callable[[], frozenset[str]],
    ) -> Fault:
        if time.monotonic() > self._end:
            return Fault(place, reference.direction, how, unknown=LATE)
        return tried(Interruption(reference, self._runner, place, how), columns)


def _version(spare: Sandbox) -> int:
    """The oldest on offer that can read what the sandbox's server writes."""
    with closing(connect(spare.conninfo)) as session:
        major = session.info.server_version // 10_000
    newer = [each for each in EMBEDDED_VERSIONS if each >= major]
    if not newer:
        raise SandboxError(TOO_NEW)
    return min(newer)


def _in_order(fault: Fault) -> tuple[int, int, bool, int]:
    strikes, directions = list(Strike), list(Direction)
    where = fault.where
    return (
        directions.index(fault.direction),
        where.statement,
        where.inside,
        strikes.index(fault.how),
    )
