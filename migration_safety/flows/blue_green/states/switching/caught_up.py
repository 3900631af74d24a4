"""Caught up: the destination has all that was ever written, and the way back begins here."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.shim import Moment
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.databases.postgresql.publishing.progress import counters
from migration_safety.databases.postgresql.publishing.sequences import (
    positions,
    refuse_full,
    set_ahead,
)
from migration_safety.databases.postgresql.publishing.subscription import subscription_state
from migration_safety.databases.postgresql.switching.halting import halt
from migration_safety.databases.postgresql.switching.marker import await_marker, sees_marker
from migration_safety.databases.postgresql.switching.positions import advance, await_confirmed
from migration_safety.databases.postgresql.switching.stillness import last_written, writing
from migration_safety.errors import DeadlineError, DeploymentError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.switching.fenced import NAME as FENCED
from migration_safety.flows.blue_green.states.switching.fenced import mark
from migration_safety.flows.blue_green.steering.board import board
from migration_safety.flows.blue_green.steering.returning import give_back
from migration_safety.flows.blue_green.steering.sessions import prepare
from migration_safety.flows.blue_green.steering.streams import (
    carrying,
    not_carried,
    returning,
    shims,
)

# Autovacuum, and other databases of the server, write too; so we ask again, but not for ever.
MARKERS = 3


def act(run: Run) -> None:
    """Wait for the marker and the position; then sequences, and the way back from here on."""
    prepare(run)
    source, destination = run.source.connection, run.destination.connection
    _arrive(run)
    _refuse_trouble(run)
    refuse_full(set_ahead(destination, positions(source), gap=run.limits.gap))
    halt(source, destination, carrying(run), seconds=run.limits.catch_up)
    if not run.backward:
        shims(run, Moment.AT_THE_FENCE)
    advance(destination, returning(run), seconds=run.limits.catch_up)


def _arrive(run: Run) -> None:
    """All that was written before the fence is there, and nobody has got past it since."""
    source = run.source.connection
    # Broken off and gone on with, it has halted the stream, which it did when all was there.
    halted = done(run)
    for _ in range(MARKERS):
        still = last_written(source)
        if not halted:
            _witness(run)
        if last_written(source) == still or halted:
            break
        mark(run)
    if pids := writing(source):
        raise DeploymentError(
            f"Somebody writes on {run.source.name} in spite of the fence: pid {pids[0]}.",
            "Look who it is in pg_stat_activity, end it, and switch again.",
        )


def _witness(run: Run) -> None:
    noted, seconds = run.journal.recall(FENCED), run.limits.catch_up
    await_marker(run.destination.connection, noted["nonce"], seconds=seconds)
    position = noted["position"]
    await_confirmed(run.source.connection, carrying(run), position=position, seconds=seconds)


def _refuse_trouble(run: Run) -> None:
    if found := not_carried(run):
        raise DeploymentError(
            f"{few([each.table for each in found])}: {found[0].problem}.",
            "Rows would be lost; nothing was switched.",
        )
    before, after = board(run).conflicts, counters(run.destination.connection, carrying(run))
    if grown := [name for name, count in after.items() if count > before.get(name, 0)]:
        raise DeploymentError(
            f"Rows met conflicts on {run.destination.name}: {few(grown)}.",
            f"{run.destination.name}'s log names them; nothing was switched.",
        )


def done(run: Run) -> bool:
    """The marker is there, and the stream that brought it has ended."""
    destination = run.destination.connection
    nonce = run.journal.recall(FENCED).get("nonce", "")
    state = subscription_state(destination, carrying(run))
    return sees_marker(destination, nonce) and state is not None and not state.enabled


def undo(run: Run) -> None:
    """Let the stream go on, and the source serve; what stays of the shims an abort takes away."""
    give_back(run)
    if run.backward:
        return
    try:
        shims(run, Moment.AT_THE_FENCE, undo=True)
    except DeadlineError as error:
        run.tell(f"{error} Until then it stays as it is: no request depends on it.")


def script(run: Run) -> Iterator[str]:
    """What would be sent."""
    here, there = run.source.name, run.destination.name
    yield f"{there}: SELECT FROM migration_safety_deploy.marker; -- until the nonce is there"
    yield f"{here}: SELECT confirmed_flush_lsn FROM pg_replication_slots; -- the second witness"
    yield f"{there}: SELECT setval(each sequence, {here}'s position + {run.limits.gap});"
    yield f"{there}: ALTER SUBSCRIPTION {carrying(run)} DISABLE;"
    for side in run.sides:
        for each in run.deployment.shims_at(Moment.AT_THE_FENCE, side.name):
            yield f"{side.name}: {each.sql}"
    yield f"{there}: SELECT pg_replication_slot_advance('{returning(run)}', here);"


CAUGHT_UP = State(
    "caught_up",
    "wait until all has arrived on the other side",
    act,
    done,
    undo=undo,
    script=script,
    undoing="let the other side follow again",
)
