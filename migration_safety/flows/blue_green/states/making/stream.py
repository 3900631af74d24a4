"""The stream from blue to green: what it is called, and waiting for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from migration_safety.core.deployment.shim import Moment
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.databases.postgresql.publishing.progress import Progress, counters, progress
from migration_safety.databases.postgresql.publishing.relations import Relation, not_followed
from migration_safety.databases.postgresql.publishing.slot import slot_state
from migration_safety.databases.postgresql.switching.positions import flushed
from migration_safety.errors import DeadlineError, DeploymentError, ReachError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.shimming import execute

# A worker that ends is started anew within five seconds, unless the server says otherwise.
PATIENCE = 30.0
LOOKING = 0.05
BETWEEN = 0.5
# One comes of a publisher that restarts.
FAILURES = 3
REACHED = "SELECT %s::pg_lsn <= %s::pg_lsn"


def forward(run: Run) -> str:
    """The name of the publication and the slot on blue, and of the subscription on green."""
    return f"{run.deployment.short}_forward"


def tables(run: Run) -> tuple[str, ...]:
    """All that are published, by blue's names: so a shim is called where green has another."""
    return tuple(each.table for each in run.deployment.published)


def sent(run: Run) -> dict[str, tuple[str, ...]]:
    """The columns of each that both schemas have."""
    return {each.table: each.forward for each in run.deployment.published}


def behind(run: Run) -> tuple[Relation, ...]:
    """Tables of which rows are not followed now."""
    return not_followed(run.green.connection, forward(run), tables(run))


def seen(run: Run) -> Progress:
    """How the stream stands."""
    name = forward(run)
    return progress(run.blue.connection, run.green.connection, subscription=name, slot=name)


def wait(run: Run, arrived: Callable[[], bool], what: str, *, within: float) -> None:
    """Wait for what the stream does by itself, and stop where it cannot any more.

    Raises DeploymentError, DeadlineError.
    """
    begun = alive = time.monotonic()
    pause, patience = LOOKING, min(PATIENCE, within)
    errors = _errors(run)
    while not arrived():
        now = time.monotonic()
        stands = seen(run)
        alive = now if stands.subscription and stands.subscription.workers else alive
        trouble = stands.trouble
        if (failed := _errors(run) - errors) >= FAILURES:
            trouble = f"its worker has failed {failed} times in {now - begun:.0f} s"
        elif now - alive > patience:
            trouble = f"green has had no worker for it for {patience:g} s"
        if trouble:
            raise DeploymentError(f"{what}: {trouble}{_tables(run)}.", _advice(stands))
        if now - begun > within:
            raise DeadlineError(
                f"{what} has taken longer than {within:g} s{_tables(run)}.",
                "Nothing is lost: run the step again to wait on, or --abort.",
            )
        time.sleep(pause)
        pause = min(pause * 1.2, BETWEEN)


def catch_up(run: Run) -> None:
    """Wait until green has all that blue has now.  Raises DeploymentError, DeadlineError."""
    here = flushed(run.blue.connection)
    wait(run, lambda: _confirmed(run, here), "Catching up with blue", within=run.limits.stream)


def refuse_trouble(run: Run) -> None:
    """Raises DeploymentError where nothing arrives any more."""
    stands = seen(run)
    if stands.failing:
        raise DeploymentError(f"Green follows no longer: {stands.failing}.", _advice(stands))


@contextmanager
def green_may_be_gone(run: Run) -> Iterator[None]:
    """What is taken back on green is left where it does not answer: blue has to be set free."""
    try:
        yield
    except ReachError:
        run.tell("Green does not answer: what is left is on green alone.")


def shims(run: Run, moment: Moment, side: Side, *, undo: bool = False) -> None:
    """Run those of a side at a moment, in their order, or what takes them away, in reverse."""
    found = run.deployment.shims_at(moment, side.name)
    for each in reversed(found) if undo else found:
        execute(run, side, each.table, each.undo if undo else each.sql)


def shimmed(run: Run) -> set[str]:
    """Tables of blue that the run changes itself."""
    return {each.table for each in run.deployment.shims if each.side == run.blue.name}


def _confirmed(run: Run, here: str) -> bool:
    slot = slot_state(run.blue.connection, forward(run))
    if slot is None or not slot.confirmed:
        return False
    return run.blue.connection.execute(REACHED, [here, slot.confirmed]).fetchone() == (True,)


def _errors(run: Run) -> int:
    return counters(run.green.connection, forward(run)).get("apply_error_count", 0)


def _tables(run: Run) -> str:
    found = [each.table for each in behind(run)]
    return f" ({few(found)} not followed)" if found else ""


def _advice(stands: Progress) -> str:
    if stands.slot and not stands.slot.usable:
        return "The slot was given up: --abort, raise max_slot_wal_keep_size, and begin again."
    counted = ", ".join(f"{name} {count}" for name, count in stands.counters.items())
    return f"Green's log has the reason ({counted or 'nothing counted'}): mend it, then --resume."
