"""A pass through all states in each of which one and the same thing is killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace

from migration_safety.core.deployment.rehearsal import Fault, Rehearsal
from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.rehearsing.leftovers import leftovers
from migration_safety.databases.postgresql.rehearsing.resting import rested
from migration_safety.errors import MigrationSafetyError, RehearsalError
from migration_safety.flows.blue_green import driving
from migration_safety.flows.blue_green.opening import Orders, under_way
from migration_safety.flows.blue_green.order import ORDER, STEPS
from migration_safety.flows.blue_green.rehearsal.acts import LAST, REST
from migration_safety.flows.blue_green.rehearsal.faults.killing import Killing
from migration_safety.flows.blue_green.rehearsal.load.load import Load
from migration_safety.flows.blue_green.rehearsal.places.ground import Ground
from migration_safety.flows.blue_green.rehearsal.proof.witnesses import counters, ledger

VICTIMS = ("driver", "blue", "green", "nginx", "pgbouncer")
# Somebody who looks after programs starts them again after so many seconds.
DOWN = 1.0
SETTLE = 2.0


def struck(found: Rehearsal, ground: Ground, orders: Orders, victim: str) -> Rehearsal:
    """The rehearsal with one pass, and the client's ledger after it."""
    faults: list[Fault] = []
    stopped = ""
    with Load(ground.site.listen, ground.folder / "ledger.tsv", found.rate) as load:
        time.sleep(SETTLE)
        try:
            faults += passed(ground, orders, load, victim)
        except MigrationSafetyError as error:
            stopped = f"After {victim} was killed: {error}"
        time.sleep(SETTLE)
    with closing(connect(ground.green.driver)) as green:
        tallies = rested({"green": green}, within=REST)
    seen = (*ledger(list(load.answers()), tallies), *counters(tallies))
    if stopped or not faults:
        # Traffic may be on blue still: there is nothing to prove on green.
        return replace(found, faults=tuple(faults), stopped=stopped)
    try:
        faults.append(taken_back(orders))
    except MigrationSafetyError as error:
        stopped = f"After {victim} was killed in each state: {error}"
    dated = tuple(
        replace(each, name=f"{each.name}, {victim} killed in each state") for each in seen
    )
    return replace(found, faults=tuple(faults), witnesses=dated, stopped=stopped)


def passed(ground: Ground, orders: Orders, load: Load, victim: str) -> Iterator[Fault]:
    """Each state once, until the last one before what cannot be taken back; one of the switch
    is gone back from, so that the next one can be struck in, too."""
    killing = Killing(orders, lambda: list(load.answers()))
    blow = _blow(ground, victim)
    switch = STEPS["switch"]
    names = [each.name for each in ORDER]
    end = names.index(LAST) if LAST in names else len(names)
    for name in names[:end]:
        step = "switch" if name in switch else name
        time.sleep(SETTLE)
        found = killing.kill(step, name, victim, blow)
        yield found
        if not found.clean:
            return
        if name in switch[:-1]:
            _go_back(orders)


def taken_back(orders: Orders) -> Fault:
    """Switch back, and take back the whole run: what is left of it on the two servers?"""
    with under_way(orders, lambda line: None) as run:
        driving.rollback(run)
        driving.abort(run)
        left = tuple(
            f"{each} on {side.name}" for side in run.sides for each in leftovers(side.connection)
        )
    said = f"left behind: {', '.join(left)}" if left else ""
    return Fault("the end", "nothing", 0, 0.0, "rollback, abort", not left, left=left, said=said)


def _go_back(orders: Orders) -> None:
    with under_way(orders, lambda line: None) as run:
        driving.step(run, "serving")
        driving.rollback(run)


def _blow(ground: Ground, victim: str) -> Callable[[int], None]:
    if victim == "driver":
        return _kill
    if victim in ("blue", "green"):
        cluster = ground.blue if victim == "blue" else ground.green

        def crash(pid: int) -> None:
            cluster.crash()
            time.sleep(DOWN)
            cluster.start()

        return crash
    if victim not in ground.programs:
        raise RehearsalError(f"No {victim} stands there with this strategy.", "Kill another one.")
    program = ground.programs[victim]

    def restart(pid: int) -> None:
        program.kill()
        time.sleep(DOWN)
        program.start()

    return restart


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
