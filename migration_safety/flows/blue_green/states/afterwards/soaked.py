"""Soaked: for a while green has served well, and blue has followed it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from migration_safety.databases.postgresql.publishing.progress import Progress
from migration_safety.databases.postgresql.publishing.slot import slot_state
from migration_safety.databases.postgresql.switching.marker import await_marker, write_marker
from migration_safety.databases.postgresql.switching.positions import advance
from migration_safety.errors import DeadlineError, TroubleError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.afterwards.debt import debt
from migration_safety.flows.blue_green.states.afterwards.felt import Felt, felt
from migration_safety.flows.blue_green.steering.streams import carrying, returned

NAME = "soaked"
BETWEEN = 1.0


def check(run: Run) -> None:
    """There is something to watch by, which answers."""
    felt(run).ask()


def act(run: Run) -> None:
    """Watch for the window.  Raises TroubleError as soon as it is time to go back."""
    watched, end = felt(run), time.monotonic() + run.limits.monitor
    conflicts = dict(returned(run).counters)
    for second in range(int(run.limits.monitor) + 1):
        if time.monotonic() >= end:
            break
        if trouble := _trouble(run, watched, conflicts, f"soaked-{time.time_ns()}"):
            raise TroubleError(
                f"{run.destination.name} serves for {second} s: {trouble}.",
                f"As long as {run.source.name} follows, --rollback loses no write; where it has"
                " stopped, its log says why: mend that first.",
            )
        _let_go_of_wal(run)
        time.sleep(max(0.0, min(BETWEEN, end - time.monotonic())))
    run.journal.note(NAME, seconds=f"{run.limits.monitor:g}")
    for line in debt(run):
        run.tell(line)


def _let_go_of_wal(run: Run) -> None:
    """The stream that has carried here keeps WAL on blue for nobody.  A slot that was given up
    keeps none, and is made anew when traffic goes back."""
    name = carrying(run)
    if (found := slot_state(run.source.connection, name)) is not None and found.usable:
        advance(run.source.connection, name, seconds=run.limits.catch_up)


def done(run: Run) -> bool:
    """The window has passed, and the way back is open still."""
    return "seconds" in run.journal.recall(NAME) and not returned(run).trouble


def _trouble(run: Run, watched: Felt, conflicts: dict[str, int], nonce: str) -> str:
    felt_ = watched.trouble(error_rate=run.limits.error_rate, latency=run.limits.latency)
    return felt_ or _stream(run, returned(run), conflicts, nonce)


def _stream(run: Run, stands: Progress, conflicts: dict[str, int], nonce: str) -> str:
    """Why blue does not follow; a marker each second shows that it does, whatever the lag says."""
    if stands.trouble:
        return f"the way back has stopped ({stands.trouble})"
    if grown := [each for each, n in stands.counters.items() if n > conflicts.get(each, 0)]:
        return f"rows on the way back met conflicts ({', '.join(grown)})"
    write_marker(run.destination.connection, nonce)
    try:
        await_marker(run.source.connection, nonce, seconds=run.limits.catch_up)
    except DeadlineError:
        why = returned(run).trouble or f"no row has arrived for {run.limits.catch_up:g} s"
        return f"the way back has stopped ({why})"
    return ""


def script(run: Run) -> Iterator[str]:
    """What would be done."""
    yield f"watch {run.log or run.health} and the way back for {run.limits.monitor:g} s"


SOAKED = State(
    NAME,
    "watch errors, latency and the way back",
    act,
    done,
    check,
    script=script,
    undoing="nothing: --rollback goes back without losing a write",
)
