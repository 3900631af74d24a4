"""Committed: one row decides that the destination serves.  From here on there is no abort."""

from __future__ import annotations

import time
from collections.abc import Iterator

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.gate.row import Mode
from migration_safety.databases.postgresql.publishing.comparing.snapshots import pin
from migration_safety.errors import DeploymentError
from migration_safety.flows.blue_green.running.journal import Event
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.steering.board import board
from migration_safety.flows.blue_green.steering.returning import (
    COMMITTED as NAME,
)
from migration_safety.flows.blue_green.steering.returning import give_back, serves
from migration_safety.flows.blue_green.steering.sessions import dismiss, prepare
from migration_safety.flows.blue_green.steering.traffic import goes_to, let_go


def act(run: Run) -> None:
    """Open the destination, if nobody has given traffic back meanwhile; then let requests go.

    The gate of the source is turned to what it is already: that fails where somebody has opened
    it since, also one who could not reach the destination.
    """
    if not serves(run):
        prepare(run)
        _open(run)
    let_go(run, run.destination)
    _tell(run)
    dismiss(run)


def _tell(run: Run) -> None:
    """The length of the pause, where this process has seen its beginning."""
    if since := board(run).since:
        pause = f"{(time.monotonic() - since) * 1000:.0f}"
        run.journal.note(NAME, milliseconds=pause)
        run.tell(f"committed: {run.destination.name} serves; requests waited {pause} ms at most")


def _open(run: Run) -> None:
    modes = board(run).source.mode, board(run).destination.mode
    if modes != (Mode.REFUSE, Mode.HOLD):
        raise DeploymentError(
            "Traffic was given back meanwhile: nobody holds it any more.",
            "Switch again from its beginning.",
        )
    for each in board(run).pins:
        pin(each.connection)
    try:
        board(run).turn_source(Mode.REFUSE)
        board(run).turn_destination(Mode.OPEN)
    except BaseException:
        if give_back(run):
            run.journal.write(NAME, Event.UNDONE)
        raise


def done(run: Run) -> bool:
    """The destination's gate is open, and requests go there."""
    return serves(run) and goes_to(run, run.destination)


def undo(run: Run) -> None:
    """Where it was not opened, the source serves again; else this does nothing."""
    give_back(run)


def script(run: Run) -> Iterator[str]:
    """What would be sent."""
    yield "blue and green: BEGIN ISOLATION LEVEL REPEATABLE READ; -- compared after the switch"
    yield (
        f"{run.destination.name}: UPDATE migration_safety_deploy.gate SET mode = 'open'"
        " (compare-and-set); -- the commit point"
    )
    if run.deployment.strategy is not Strategy.GATE:
        yield f"poolers: {run.databases} names {run.destination.name}; RELOAD; RESUME"


COMMITTED = State(
    NAME,
    "let the other side serve",
    act,
    done,
    undo=undo,
    script=script,
    undoing="nothing: from here on --rollback goes back without losing a write",
    commits=True,
)
