"""Give traffic back to the source: what the driver does when it fails, and the watchdog for it."""

from __future__ import annotations

from contextlib import suppress

from migration_safety.databases.postgresql.deploying.side import LOST, Side
from migration_safety.databases.postgresql.gate.row import Gate, Mode, installed, read, turn
from migration_safety.databases.postgresql.publishing.subscription import (
    enable,
    subscription_state,
)
from migration_safety.errors import DeadlineError, GateError, ReachError, RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.steering.board import put_away
from migration_safety.flows.blue_green.steering.fences import allow, forbid
from migration_safety.flows.blue_green.steering.sessions import alone, dismiss
from migration_safety.flows.blue_green.steering.streams import carrying
from migration_safety.flows.blue_green.steering.traffic import let_go

COMMITTED = "committed"
TURNS = 10


def give_back(run: Run) -> bool:
    """Let the source serve again, unless the destination does already; whether it does now.

    The gate of the destination decides, by compare-and-set: once its epoch has moved, a driver
    that saw the one before can open it no more.  Only then the source is opened; and the
    destination sends away who waits there when nginx points to the source again.
    """
    alone(run)
    put_away(run)
    for side in run.sides:
        side.renew()
    if not installed(run.source.connection):
        return True
    reachable = True
    try:
        # Arming was broken off where only the source has one: nobody was ever let in there.
        gated = installed(run.destination.connection)
        if gated and _turned(run.destination, keeping=True) is None:
            return False
    except (ReachError, LOST):
        # It answers no more; what was not begun has not opened it, whatever it says later.
        if run.journal.touched(COMMITTED):
            raise
        reachable = False
    allow(run, run.source)
    _turned(run.source, keeping=False)
    let_go(run, run.source)
    if reachable:
        _halt(run)
    put_away(run)
    dismiss(run)
    return True


def serves(run: Run) -> bool:
    """Whether the destination has been opened: the switch is over, whatever else is to do."""
    destination = run.destination.connection
    return installed(destination) and read(destination).mode is Mode.OPEN


def refuse_serving(run: Run) -> None:
    """Raises RefusedError where green serves and the journal does not know: what is taken back
    empties green, and its gate is asked whatever is written elsewhere."""
    if run.journal.touched(COMMITTED):
        return
    with suppress(ReachError):
        if serves(run):
            raise RefusedError(
                f"{run.destination.name} serves, by its gate, and the journal"
                f" {run.journal.path} knows nothing of a switch.",
                "Look for the state directory by which it was switched, and use that one.",
            )


def _turned(side: Side, *, keeping: bool) -> Gate | None:
    """Move the epoch, and open unless `keeping`; None where an open one was to be kept."""
    for _ in range(TURNS):
        seen = read(side.connection)
        if keeping and seen.mode is Mode.OPEN:
            return None
        try:
            return turn(side.connection, seen, seen.mode if keeping else Mode.OPEN)
        except GateError:
            continue
    raise GateError("The gate is being turned by somebody else all the time.", "See --status.")


def _halt(run: Run) -> None:
    """The destination sends away who waits there, and follows the source again."""
    destination, name = run.destination.connection, carrying(run)
    if installed(destination) and (seen := read(destination)).mode is Mode.HOLD:
        turn(destination, seen, Mode.REFUSE)
    if run.backward:
        # It was fenced before.  Who is in the middle of something there ends by himself.
        with suppress(DeadlineError):
            forbid(run, run.destination)
    state = subscription_state(destination, name)
    if state is not None and not state.enabled:
        enable(destination, name)
