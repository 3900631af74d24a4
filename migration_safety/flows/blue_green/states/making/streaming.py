"""Streaming: green applies again, catches up, and is ready for readers."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.databases.postgresql.publishing.making.upkeep import analyze, fill_views
from migration_safety.databases.postgresql.publishing.subscription import disable, enable
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.making.frozen import refuse_drift
from migration_safety.flows.blue_green.states.making.stream import (
    behind,
    forward,
    green_may_be_gone,
    seen,
    wait,
)

NAME = "streaming"


def act(run: Run) -> None:
    """Enable, catch up, fill what is derived, collect statistics, and catch up again."""
    green = run.green.connection
    enable(green, forward(run))
    _catch_up(run)
    for view in fill_views(run.blue.connection, green):
        run.tell(f"filled {view}")
    analyze(green)
    _catch_up(run)


def done(run: Run) -> bool:
    """Its worker runs, and every table is followed."""
    stands = seen(run)
    works = stands.subscription is not None and stands.subscription.worker is not None
    return works and not stands.trouble and not behind(run)


def undo(run: Run) -> None:
    """Let green apply nothing more."""
    with green_may_be_gone(run):
        disable(run.green.connection, forward(run))


def script(run: Run) -> Iterator[str]:
    """What would be sent."""
    yield f"green: ALTER SUBSCRIPTION {forward(run)} ENABLE;"
    yield "green: REFRESH MATERIALIZED VIEW of each that is empty;"
    yield "green: VACUUM (ANALYZE, SKIP_LOCKED);"


def _catch_up(run: Run) -> None:
    def caught_up() -> bool:
        lag = seen(run).lag
        return lag is not None and lag <= run.limits.lag and done(run)

    wait(run, caught_up, "Catching up with blue", within=run.limits.stream)


STREAMING = State(
    NAME,
    "let green catch up",
    act,
    done,
    refuse_drift,
    undo,
    script,
    undoing="let green apply nothing more",
)
