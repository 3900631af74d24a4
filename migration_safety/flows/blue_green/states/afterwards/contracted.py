"""Contracted: no way back is kept, and green has the schema that the models say."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.shim import Moment
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.gate.row import remove
from migration_safety.databases.postgresql.publishing.making.claim import release
from migration_safety.databases.postgresql.publishing.publication import published, unpublish
from migration_safety.databases.postgresql.publishing.slot import drop_slot, slot_state
from migration_safety.databases.postgresql.publishing.subscription import (
    subscription_state,
    unsubscribe,
)
from migration_safety.databases.postgresql.switching.marker import drop_marker
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.afterwards.debt import debt
from migration_safety.flows.blue_green.states.making.migrating import migrate
from migration_safety.flows.blue_green.steering.streams import carrying, returning

NAME = "contracted"
# What was made for rows of the other schema, the last first.
BEFORE = (Moment.AT_THE_FENCE, Moment.AFTER_MIGRATE, Moment.BEFORE_COPY)
ANALYZE = "ANALYZE"


def check(run: Run) -> None:
    """Say what is given up."""
    for line in debt(run):
        run.tell(line)


def act(run: Run) -> None:
    """Drop both streams, then what they needed on green, then run what has waited."""
    for name, publisher, subscriber in _streams(run):
        unsubscribe(subscriber.connection, name)
        drop_slot(publisher.connection, name)
        unpublish(publisher.connection, name)
    green = run.green.connection
    for moment in BEFORE:
        for each in reversed(run.deployment.shims_at(moment, "green")):
            green.execute(each.undo.encode())
    for each in run.deployment.shims_at(Moment.CONTRACT, "green"):
        green.execute(each.sql.encode())
    if run.deployment.contract:
        migrate(
            run.green,
            run.deployment.contract,
            alias=run.options.get("database", "default"),
            tell=run.tell,
            within=run.limits.copy,
        )
    green.execute(ANALYZE)
    remove(green)
    drop_marker(green)
    release(green, run.deployment.digest)
    run.journal.note(NAME, finished="yes")


def done(run: Run) -> bool:
    """No stream is left, and all of it has been done."""
    left = any(
        slot_state(publisher.connection, name)
        or published(publisher.connection, name)
        or subscription_state(subscriber.connection, name)
        for name, publisher, subscriber in _streams(run)
    )
    return not left and "finished" in run.journal.recall(NAME)


def script(run: Run) -> Iterator[str]:
    """What would be sent."""
    for name, publisher, subscriber in _streams(run):
        yield f"{subscriber.name}: DROP SUBSCRIPTION {name};"
        yield f"{publisher.name}: SELECT pg_drop_replication_slot('{name}');"
        yield f"{publisher.name}: DROP PUBLICATION {name};"
    for moment in BEFORE:
        for each in reversed(run.deployment.shims_at(moment, "green")):
            yield f"green: {each.undo}"
    for each in run.deployment.shims_at(Moment.CONTRACT, "green"):
        yield f"green: {each.sql}"
    for app, name in run.deployment.contract:
        yield f"green: manage.py migrate {app} {name or 'zero'}"


def _streams(run: Run) -> tuple[tuple[str, Side, Side], ...]:
    """Name, publisher and subscriber of both."""
    return (
        (returning(run), run.destination, run.source),
        (carrying(run), run.source, run.destination),
    )


CONTRACTED = State(
    NAME,
    "end the way back, and run the migrations that waited",
    act,
    done,
    check,
    script=script,
    undoing="nothing: only the backup goes back from here",
    token=True,
)
