"""Decommissioned: blue is used by nobody, written by nobody, and holds nothing of ours."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.databases.postgresql.gate.row import installed, remove
from migration_safety.databases.postgresql.publishing.freeze import thaw
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.databases.postgresql.publishing.publication import unpublish
from migration_safety.databases.postgresql.publishing.slot import drop_slot
from migration_safety.databases.postgresql.publishing.subscription import unsubscribe
from migration_safety.databases.postgresql.switching.fence import fenced, raise_fence
from migration_safety.databases.postgresql.switching.in_flight import connected
from migration_safety.databases.postgresql.switching.marker import drop_marker
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.shimming import let_go
from migration_safety.flows.blue_green.running.state import State


def check(run: Run) -> None:
    """Raises RefusedError where somebody is connected to blue."""
    if found := connected(run.blue.connection):
        raise RefusedError(
            f"Blue is used still: {few([f'pid {each.pid} of {each.role}' for each in found])}.",
            "Point it to green or stop it: its application_name is in pg_stat_activity.",
        )


def act(run: Run) -> None:
    """Keep blue read-only, and take away what is ours; stopping it is left to people."""
    blue, short = run.blue.connection, run.deployment.short
    # Both have ended, unless blue did not answer then.
    unsubscribe(blue, f"{short}_reverse")
    drop_slot(blue, f"{short}_forward")
    unpublish(blue, f"{short}_forward")
    let_go(run, run.blue)
    raise_fence(blue, seconds=run.limits.fence)
    thaw(blue)
    remove(blue)
    drop_marker(blue)
    run.tell("Blue is read-only and holds nothing of this deployment: archive it, then stop it.")


def done(run: Run) -> bool:
    """It is read-only, and its gate is gone."""
    return fenced(run.blue.connection) and not installed(run.blue.connection)


def script(run: Run) -> Iterator[str]:
    """What would be sent."""
    yield "blue: ALTER SYSTEM SET default_transaction_read_only = on;"
    yield "blue: DROP EVENT TRIGGER, DROP TABLE of the deployment's own schema;"


DECOMMISSIONED = State(
    "decommissioned",
    "take leave of blue",
    act,
    done,
    check,
    script=script,
    undoing="nothing: blue is old by now",
    token=True,
)
