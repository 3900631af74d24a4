"""Contracted: no way back is kept, and green has the schema that the models say."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.shim import Moment
from migration_safety.databases.postgresql.deploying.side import Side, answers
from migration_safety.databases.postgresql.gate.row import remove
from migration_safety.databases.postgresql.publishing.identities import identify, identities
from migration_safety.databases.postgresql.publishing.making.claim import release
from migration_safety.databases.postgresql.publishing.publication import published, unpublish
from migration_safety.databases.postgresql.publishing.slot import drop_slot, slot_state
from migration_safety.databases.postgresql.publishing.subscription import (
    subscription_state,
    unsubscribe,
)
from migration_safety.databases.postgresql.switching.marker import drop_marker
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.shimming import execute, make_again, set_aside
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.afterwards.debt import debt
from migration_safety.flows.blue_green.states.making.green_ready import identities_before
from migration_safety.flows.blue_green.states.making.migrating import migrate
from migration_safety.flows.blue_green.steering.streams import carrying, returning

NAME = "contracted"
# What was made for rows of the other schema, the last first.
BEFORE = (Moment.AT_THE_FENCE, Moment.AFTER_MIGRATE, Moment.BEFORE_COPY)
ANALYZE = "ANALYZE"


def check(run: Run) -> None:
    """Say what is given up."""
    if not answers(run.blue):
        run.tell("Blue does not answer: what is left of the run there is left. Green is set free.")
        return
    for line in debt(run):
        run.tell(line)


def act(run: Run) -> None:
    """Drop both streams, then what they needed on green, then run what has waited."""
    for side in _sides(run):
        for name, publisher, subscriber in _streams(run):
            if side is subscriber:
                unsubscribe(side.connection, name)
            if side is publisher:
                drop_slot(side.connection, name)
                unpublish(side.connection, name)
    green = run.green.connection
    _take_away(run)
    _as_found(run)
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


def _take_away(run: Run) -> None:
    """Once: what a migration removes after them is not there to be altered again."""
    if "shims" in run.journal.recall(NAME):
        return
    make_again(run, run.green)
    for table, script in _scripts(run):
        execute(run, run.green, table, script)
    run.journal.note(NAME, shims="gone")


def done(run: Run) -> bool:
    """No stream is left, and all of it has been done."""
    left = any(
        (side is subscriber and subscription_state(side.connection, name))
        or (side is publisher and slot_state(side.connection, name))
        or (side is publisher and published(side.connection, name))
        for side in _sides(run)
        for name, publisher, subscriber in _streams(run)
    )
    return not left and "finished" in run.journal.recall(NAME)


def script(run: Run) -> Iterator[str]:
    """What would be sent."""
    for name, publisher, subscriber in _streams(run):
        yield f"{subscriber.name}: DROP SUBSCRIPTION {name};"
        yield f"{publisher.name}: SELECT pg_drop_replication_slot('{name}');"
        yield f"{publisher.name}: DROP PUBLICATION {name};"
    if not answers(run.green):
        yield "green: -- what is set aside there is made again: it tells what when it answers"
    for each in set_aside(run.green) if answers(run.green) else ():
        yield from (f"green: {sent};" for sent in each.scripts)
    for _, sent in _scripts(run):
        yield f"green: {sent};"
    for app, name in run.deployment.contract:
        yield f"green: manage.py migrate {app} {name or 'zero'}"


def _sides(run: Run) -> tuple[Side, ...]:
    """Blue first, which reads from green; without it where it is gone: a slot that nobody reads
    would fill the disk of who serves."""
    return tuple(each for each in run.sides if each is run.green or answers(each))


def _scripts(run: Run) -> Iterator[tuple[str, str]]:
    """Tables, and what is sent for them: nothing is made for rows of the other schema any more."""
    for moment in BEFORE:
        for each in reversed(run.deployment.shims_at(moment, "green")):
            yield each.table, each.undo


def _as_found(run: Run) -> None:
    """Rows of green are found as those of blue were: green was made of a blue that published."""
    green = run.green.connection
    found = run.deployment.published
    renamed = {each.table: f"{each.schema}.{each.green}" for each in found if each.green}
    for table, identity in identities_before(run).items():
        here = renamed.get(table, table)
        if identities(green, here).get(here, identity) != identity:
            identify(green, here, identity, lock=run.limits.lock)


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
