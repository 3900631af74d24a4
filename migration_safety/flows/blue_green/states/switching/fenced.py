"""Fenced: nobody writes on the source any more, and a marker says so behind the last write."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.gate.barrier import barrier
from migration_safety.databases.postgresql.gate.row import Mode, read
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.databases.postgresql.switching.in_flight import prepared
from migration_safety.databases.postgresql.switching.marker import write_marker
from migration_safety.errors import DeploymentError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.steering.board import board
from migration_safety.flows.blue_green.steering.fences import forbid, forbidden
from migration_safety.flows.blue_green.steering.returning import give_back
from migration_safety.flows.blue_green.steering.sessions import prepare

NAME = "fenced"


def act(run: Run) -> None:
    """Refuse at the gate, wait for who is inside, fence everybody else, and write the marker."""
    prepare(run)
    source = run.source.connection
    if board(run).source.mode is Mode.OPEN:
        board(run).turn_source(Mode.REFUSE)
    if run.deployment.strategy is Strategy.GATE:
        barrier(source, within=run.limits.drain)
    forbid(run, run.source)
    if gids := prepared(source):
        raise DeploymentError(
            f"A transaction was prepared on {run.source.name}: {few(list(gids))}.",
            "It could be committed behind the fence: end it, then switch again.",
        )
    mark(run)


def mark(run: Run) -> str:
    """Write a marker, and return its nonce: what is told of it is on disk after it was written,
    so that who goes on looks for one that is there."""
    nonce = secrets.token_hex(8)
    position = write_marker(run.source.connection, nonce)
    run.journal.note(NAME, nonce=nonce, position=position)
    return nonce


def done(run: Run) -> bool:
    """The gate of the source refuses, the fence stands, and there is a marker."""
    refused = read(run.source.connection).mode is Mode.REFUSE
    return refused and forbidden(run, run.source) and "nonce" in run.journal.recall(NAME)


def undo(run: Run) -> None:
    """Let everybody write again."""
    give_back(run)


def script(run: Run) -> Iterator[str]:
    """What would be sent."""
    here = run.source.name
    yield f"{here}: UPDATE migration_safety_deploy.gate SET mode = 'refuse' (compare-and-set);"
    if run.deployment.strategy is Strategy.GATE:
        yield f"{here}: SELECT pg_advisory_xact_lock(the gate's); -- until nobody is inside"
        yield f"{here}: ALTER SYSTEM SET default_transaction_read_only = on;"
        yield f"{here}: SELECT pg_reload_conf();"
    for role in () if run.deployment.strategy is Strategy.GATE else run.writers:
        yield f"{here}: ALTER ROLE {role} NOLOGIN; -- and pg_terminate_backend of its sessions"
    yield f"{here}: INSERT INTO migration_safety_deploy.marker (a nonce);"


FENCED = State(
    NAME,
    "keep writers out of the side that served",
    act,
    done,
    undo=undo,
    script=script,
    undoing="let writers in again on the side that served before",
)
