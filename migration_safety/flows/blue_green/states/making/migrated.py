"""Migrated: green has the new schema, with what lets rows of the old one fit, and is halted."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.shim import Moment
from migration_safety.databases.postgresql.publishing.making.claim import forget, note, noted
from migration_safety.databases.postgresql.publishing.making.firing import mute_triggers
from migration_safety.databases.postgresql.publishing.making.relaxing import relax
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.databases.postgresql.publishing.publication import await_writers, publish
from migration_safety.databases.postgresql.publishing.relations import relations, unregistered
from migration_safety.databases.postgresql.publishing.reregistering import halt, reregister
from migration_safety.databases.postgresql.publishing.sequences import (
    positions,
    refuse_full,
    set_ahead,
)
from migration_safety.databases.postgresql.publishing.subscription import disable, enable
from migration_safety.errors import DeploymentError, RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.making.differing import count_before, count_own
from migration_safety.flows.blue_green.states.making.frozen import refuse_drift
from migration_safety.flows.blue_green.states.making.migrating import migrate
from migration_safety.flows.blue_green.states.making.stream import (
    behind,
    catch_up,
    forward,
    green_may_be_gone,
    sent,
    shims,
    tables,
)

NAME = "migrated"


def check(run: Run) -> None:
    """All rows are there, and the schema is the one that was planned for."""
    if "position" in run.journal.recall(NAME):
        return
    if found := behind(run):
        raise RefusedError(
            f"{few([each.table for each in found])} are not followed: {found[0].problem}.",
            "Copy them first: --run copying.",
        )
    refuse_drift(run)


def act(run: Run) -> None:
    """In the order that was measured: sequences before migrate, shims after it, and what was
    made anew registered last."""
    green, digest = run.green.connection, run.deployment.digest
    if done(run):
        return
    at = run.journal.recall(NAME).get("position") or _halted(run)
    disable(green, forward(run))
    _set_sequences(run)
    count_before(run)
    migrate(
        run.green,
        run.deployment.targets,
        alias=run.options.get("database", "default"),
        tell=run.tell,
        within=run.limits.copy,
    )
    count_own(run)
    for side in run.sides:
        shims(run, Moment.AFTER_MIGRATE, side)
    if any(unregistered(relations(green, forward(run), tables(run)))):
        reregister(green, forward(run), publisher=run.address(run.blue), at=at)
    _guard(run)
    note(green, digest, "reached", NAME)


def done(run: Run) -> bool:
    """Green remembers that all of it was done."""
    return NAME in noted(run.green.connection, run.deployment.digest, "reached")


def undo(run: Run) -> None:
    """Green stays migrated: it is emptied with its rows, and made again."""
    shims(run, Moment.AFTER_MIGRATE, run.blue, undo=True)
    with green_may_be_gone(run):
        forget(run.green.connection, run.deployment.digest, "reached", NAME)


def script(run: Run) -> Iterator[str]:
    """What would be done."""
    for table, columns in sent(run).items():
        yield f"blue: publish {table} ({', '.join(columns)})"
    yield f"green: ALTER SUBSCRIPTION {forward(run)} DISABLE;"
    yield f"green: set all sequences {run.limits.gap} after blue's"
    for app, name in run.deployment.targets:
        yield f"green: manage.py migrate {app} {name or 'zero'}"
    for side in run.sides:
        for shim in run.deployment.shims_at(Moment.AFTER_MIGRATE, side.name):
            yield f"{side.name}: {shim.sql}"


def _halted(run: Run) -> str:
    """Stop at a position from which on only columns travel that both schemas have."""
    green, blue = run.green.connection, run.blue.connection
    for table, columns in sent(run).items():
        if columns:
            relax(green, table, columns)
    publish(blue, forward(run), sent(run), lock=run.limits.lock)
    await_writers(blue, within=run.limits.stream)
    # A driver that was killed had halted it, and had not come to tell where.
    enable(green, forward(run))
    catch_up(run)
    at = halt(green, forward(run))
    run.journal.note(NAME, position=at)
    return at


def _set_sequences(run: Run) -> None:
    """Before migrate, or its own rows get numbers that blue has given."""
    found = set_ahead(run.green.connection, positions(run.blue.connection), gap=run.limits.gap)
    refuse_full(found)
    if found.missing:
        run.tell(f"Sequences that green has not: {few(list(found.missing))}.")


def _guard(run: Run) -> None:
    if found := behind(run):
        raise DeploymentError(
            f"After migrate {few([each.table for each in found])} are not followed:"
            f" {found[0].problem}.",
            "A shim of the plan is missing for it: --abort, and plan again.",
        )
    if mute := mute_triggers(run.green.connection):
        raise DeploymentError(
            f"Triggers that rows of blue do not fire: {few(list(mute))}.",
            "ALTER TABLE ... ENABLE REPLICA TRIGGER, or ENABLE ALWAYS, then run the step again.",
        )


MIGRATED = State(
    NAME,
    "migrate green, and let blue's rows fit",
    act,
    done,
    check,
    undo,
    script,
    undoing="take shims from blue; green stays migrated until it is emptied",
)
