"""A unit taken forward and back under live traffic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from migration_safety.core.effect import Blocks
from migration_safety.core.operations.model import Code
from migration_safety.core.trial.leg import Direction
from migration_safety.core.trial.traffic.felt import Access, Attempt, Felt, Queue
from migration_safety.core.trial.traffic.load import Load
from migration_safety.core.trial.trial import Trial
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.traffic.attending import MOST_CLIENTS
from migration_safety.databases.postgresql.traffic.felt import felt
from migration_safety.databases.postgresql.traffic.queued import HOLD, address, impatient, queued
from migration_safety.databases.postgresql.traffic.script import script
from migration_safety.databases.postgresql.traffic.transaction import Workload
from migration_safety.databases.postgresql.traffic.workload import prepared
from migration_safety.errors import TrafficError
from migration_safety.flows.rollback.load.locked import Locked, locked
from migration_safety.flows.rollback.places.ground import project
from migration_safety.flows.rollback.request import Request
from migration_safety.reading.releases.release import release
from migration_safety.reading.replay import confined
from migration_safety.reading.replay.unit import Unit

FAILS = "it does not come through even without traffic"
NOTHING = "it locks no table that was there before"
# In milliseconds; 0 waits for ever.  The one that gives up comes first: it changes nothing.
LOCK_TIMEOUTS = (200, 0)


def check(request: Request) -> None:
    """Before anything is made: whether there can be such traffic.

    Raises TrafficError, and GrammarError for a script that is no SQL.
    """
    if request.load > MOST_CLIENTS // 2:
        raise TrafficError(
            f"--load {request.load} is more than a sandbox bears.",
            f"Ask for {MOST_CLIENTS // 2} at most.",
        )
    if request.load_script:
        script(request.load_script)


def loaded(trial: Trial, unit: Unit, spare: Sandbox, request: Request) -> Load:
    """On copies of the spare database, which stands before the unit that the trial was of.

    In each direction the release runs for which the schema was made when it began.
    """
    ways = locked(trial)
    if not ways:
        return Load(reason=FAILS)
    if not any(each.tables for each in ways.values()):
        return Load(reason=NOTHING)
    with spare.copy() as box:
        alone = tuple(_Loading(unit.copy(), box, request, ways).felt())
    with spare.copy() as box:
        behind = tuple(_Loading(unit.copy(), box, request, ways).queues())
    return Load(alone, behind)


@dataclass(frozen=True, slots=True)
class _Loading:
    unit: Unit
    box: Sandbox
    request: Request
    ways: Mapping[Direction, Locked]

    def felt(self) -> Iterator[Felt]:
        for direction, way in self.ways.items():
            found = felt(
                partial(self._go, direction),
                conninfo=self._address(),
                workload=self._workload(direction, way),
                direction=direction,
            )
            yield found
            if found.error:
                return

    def queues(self) -> Iterator[Queue]:
        for direction, way in self.ways.items():
            worst = way.worst(self._code(direction))
            if worst is None:
                if self._go(direction):
                    return
                continue
            table, blocks = worst
            held = Access.READS if blocks is Blocks.EVERYTHING else Access.WRITES
            attempts = tuple(self._attempts(direction, table, held))
            yield Queue(direction, table, held, HOLD, attempts)
            if attempts[-1].error:
                return

    def _attempts(self, direction: Direction, table: str, held: Access) -> Iterator[Attempt]:
        for timeout in LOCK_TIMEOUTS:
            attempt = queued(
                partial(self._go, direction, timeout),
                conninfo=self._address(),
                table=table,
                workload=prepared(self._address(), self._code(direction), [table]),
                held=held,
                lock_timeout=timeout,
            )
            yield attempt
            if not attempt.gave_up:
                return

    def _workload(self, direction: Direction, way: Locked) -> Workload:
        clients = self.request.load
        if self.request.load_script:
            return script(self.request.load_script, clients=clients)
        code = self._code(direction)
        return prepared(self._address(), code, [*way.tables], clients=clients)

    def _code(self, direction: Direction) -> Code:
        ahead = direction is Direction.FORWARD
        return release((self.unit.before if ahead else self.unit.after).models, {})

    def _go(self, direction: Direction, lock_timeout: int | None = None) -> str:
        """In a new session; what stopped it, or ""."""
        entry = self.box.settings(project(self.request.alias))
        if lock_timeout is not None:
            entry = impatient(entry, lock_timeout)
        with confined(self.request.alias, entry) as connection:
            return self.unit.go(direction, connection).error

    def _address(self) -> str:
        return address(self.box.conninfo, self.box.settings(project(self.request.alias)))
