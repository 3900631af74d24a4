"""Armed: all that a switch needs is there, and nobody has felt anything."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.shim import Moment
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.gate.row import installed, remove
from migration_safety.databases.postgresql.publishing.subscription import (
    set_commit,
    subscription_state,
)
from migration_safety.databases.postgresql.switching.marker import drop_marker
from migration_safety.errors import DeadlineError, DeploymentError, ProxyError, RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.shimming import make_again
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.afterwards.felt import felt
from migration_safety.flows.blue_green.states.making.stream import green_may_be_gone
from migration_safety.flows.blue_green.steering.arming import arm, inventory, ready
from migration_safety.flows.blue_green.steering.fences import allow
from migration_safety.flows.blue_green.steering.returning import give_back
from migration_safety.flows.blue_green.steering.streams import (
    carrying,
    drop_way_back,
    returning,
    shims,
    unfollow,
    way_back_is_made,
)
from migration_safety.flows.blue_green.steering.traffic import expect_here, needed

NAME = "armed"


def check(run: Run) -> None:
    """The stream carries all, nobody is in the way, and the driver knows what steers traffic."""
    needed(run)
    try:
        felt(run).ask()
    except (RefusedError, ProxyError) as error:
        # Refused when it is watched; better known before the switch.
        run.tell(str(error))
    inventory(run)
    expect_here(run)
    ready(run)


def act(run: Run) -> None:
    """Make the gates and the way back."""
    arm(run)


def done(run: Run) -> bool:
    """Both are there."""
    return all(installed(side.connection) for side in run.sides) and way_back_is_made(run)


def undo(run: Run) -> None:
    """Traffic to blue if a switch was broken off, then no gate, no way back, no marker."""
    if not give_back(run):
        raise RefusedError(
            "Green serves, by its gate: there is nothing to abort.",
            "Go back without losing a write: --rollback.",
        )
    _demand_again(run)
    shims(run, Moment.AT_THE_FENCE, undo=True)
    unfollow(run)
    _disarm(run, run.blue)
    with green_may_be_gone(run):
        drop_way_back(run)
        green, name = run.green.connection, carrying(run)
        if subscription_state(green, name):
            set_commit(green, name, synchronous=False)
        _disarm(run, run.green)


def _disarm(run: Run, side: Side) -> None:
    # Green's fence stands where traffic was switched, and has come back.
    allow(run, side)
    remove(side.connection, lock=run.limits.lock)
    drop_marker(side.connection, lock=run.limits.lock)


def _demand_again(run: Run) -> None:
    """Of blue, which serves, what it was to take from green; what rows keep from that is told."""
    try:
        make_again(run, run.blue)
    except DeadlineError:
        raise
    except DeploymentError as error:
        run.tell(str(error))


def script(run: Run) -> Iterator[str]:
    """What would be made."""
    name = returning(run)
    yield "blue: CREATE TABLE migration_safety_deploy.gate (mode 'open');"
    yield "green: CREATE TABLE migration_safety_deploy.gate (mode 'refuse');"
    yield f"blue: ALTER PUBLICATION {carrying(run)} ADD TABLE migration_safety_deploy.marker;"
    yield f"green: CREATE PUBLICATION {name} FOR TABLE (the plan's columns);"
    yield f"green: SELECT pg_create_logical_replication_slot('{name}', 'pgoutput');"
    yield f"blue: CREATE SUBSCRIPTION {name} CONNECTION '...' WITH (enabled = false);"
    yield f"green: ALTER SUBSCRIPTION {carrying(run)} SET (synchronous_commit = on);"


ARMED = State(
    NAME,
    "make the gates and the way back",
    act,
    done,
    check,
    undo,
    script,
    undoing="remove the gates on both sides and the stream from green to blue",
)
