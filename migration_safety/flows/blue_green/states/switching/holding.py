"""Holding: requests wait, where they can be let go to either side."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.gate.row import Mode
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.databases.postgresql.switching.marker import sees_marker, write_marker
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.gated import settle
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.steering.arming import inventory, ready
from migration_safety.flows.blue_green.steering.board import board, put_away
from migration_safety.flows.blue_green.steering.fences import allow
from migration_safety.flows.blue_green.steering.returning import give_back, serves
from migration_safety.flows.blue_green.steering.sessions import dismiss, prepare
from migration_safety.flows.blue_green.steering.streams import bring_near
from migration_safety.flows.blue_green.steering.traffic import held, hold, needed


def check(run: Run) -> None:
    """Asked at the last moment: nothing has been touched yet."""
    needed(run)
    inventory(run)
    if run.deployment.strategy is Strategy.GATE:
        settle(run.sides)
    ready(run)
    bring_near(run)
    _draw_near(run)


def _draw_near(run: Run) -> None:
    """What the destination lags behind by is waited for before requests wait.  The watchdog, whose
    time runs, is started last, which takes so long that it may have fallen behind again.

    Raises RefusedError; nobody watches then.
    """
    end = time.monotonic() + run.limits.catch_up
    while time.monotonic() < end:
        if not _near(run):
            continue
        try:
            prepare(run)
            if _near(run):
                return
        except BaseException:
            _put_off(run)
            raise
        _put_off(run)
    here, there = run.source.name, run.destination.name
    raise RefusedError(
        f"{there} is more than {run.limits.behind:g} s behind {here}, also after"
        f" {run.limits.catch_up:g} s: requests would wait for that.",
        f"Look what {there}'s apply worker waits for in its pg_stat_activity, and switch again.",
    )


def _near(run: Run) -> bool:
    """Whether what is written now arrives in time."""
    nonce = secrets.token_hex(8)
    write_marker(run.source.connection, nonce)
    there = run.destination.connection
    return wait_until(lambda: sees_marker(there, nonce), within=run.limits.behind)


def _put_off(run: Run) -> None:
    put_away(run)
    dismiss(run)


def act(run: Run) -> None:
    """Lift the fence of the destination before anybody waits at its gate; then let them wait."""
    try:
        allow(run, run.destination)
        board(run).turn_destination(Mode.HOLD)
        board(run).since = time.monotonic()
        hold(run)
    except BaseException:
        give_back(run)
        raise


def done(run: Run) -> bool:
    """Requests wait, or are served by the destination already."""
    return serves(run) or held(run)


def undo(run: Run) -> None:
    """Let them go where they came from."""
    give_back(run)


def script(run: Run) -> Iterator[str]:
    """What would be sent, and which file changed."""
    there = run.destination.name
    yield f"{there}: UPDATE migration_safety_deploy.gate SET mode = 'hold' (compare-and-set);"
    if run.deployment.strategy is Strategy.GATE:
        yield f"nginx: the flag file {run.flag} says {there}"
    else:
        yield f"poolers: PAUSE within {run.limits.hold:g} s, else RESUME"


HOLDING = State(
    "holding",
    "let requests wait",
    act,
    done,
    check,
    undo,
    script,
    undoing="let waiting requests go to the side that served before",
)
