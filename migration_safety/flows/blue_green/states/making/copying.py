"""Copying: green gets all rows of the published tables, and follows blue from then on."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.shim import Moment
from migration_safety.databases.postgresql.publishing.identities import unfit
from migration_safety.databases.postgresql.publishing.making.claim import (
    claimed,
    forget,
    note,
    noted,
)
from migration_safety.databases.postgresql.publishing.making.indexes import build, take_down
from migration_safety.databases.postgresql.publishing.making.once import copy_once, empty
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.databases.postgresql.publishing.publication import publish, unpublish
from migration_safety.databases.postgresql.publishing.slot import (
    copying_slots,
    create_slot,
    drop_slot,
    refuse_no_slots,
    slot_state,
)
from migration_safety.databases.postgresql.publishing.subscription import (
    enable,
    keep_trying,
    subscribe,
    subscription_state,
    unsubscribe,
)
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.making.stream import (
    behind,
    forward,
    green_may_be_gone,
    sent,
    shims,
    tables,
    wait,
)

NAME = "copying"
SYSTEM = "SELECT system_identifier::text FROM pg_control_system()"
SLOTS_FOR = 30.0


def check(run: Run) -> None:
    """Blue can publish what the plan wants, and keep WAL for it."""
    blue = run.blue.connection
    if not run.deployment.published:
        raise RefusedError("The plan publishes no table.", "Look at what it leaves out, and why.")
    if slot_state(blue, forward(run)) is None:
        refuse_no_slots(blue)
    if wrong := unfit(blue, sent(run)):
        raise RefusedError(
            f"{few([each.table for each in wrong])} cannot be published: {wrong[0].reason}.",
            "Plan again: the tables have changed since.",
        )


def act(run: Run) -> None:
    """Publish, keep WAL, copy, build indexes.  All columns travel until green is migrated: a
    data migration may read those that the release removes."""
    blue, green, name = run.blue.connection, run.green.connection, forward(run)
    if NAME in noted(green, run.deployment.digest, "reached"):
        return
    for side in run.sides:
        shims(run, Moment.BEFORE_COPY, side)
    publish(blue, name, dict.fromkeys(tables(run), ()), lock=run.limits.lock)
    create_slot(blue, name, within=SLOTS_FOR)
    copy_once(blue, green, [table for table, _ in run.deployment.left_out])
    _follow(run)
    wait(run, lambda: not behind(run), "The first copy", within=run.limits.copy)
    keep_trying(green, name)
    if built := build(blue, green):
        run.tell(f"built {few(list(built))}")
    note(green, run.deployment.digest, "reached", NAME)


def done(run: Run) -> bool:
    """All tables are followed, as they are on green now."""
    reached = noted(run.green.connection, run.deployment.digest, "reached")
    return NAME in reached and not behind(run)


def undo(run: Run) -> None:
    """Take the stream away: blue's end of it also where green does not answer any more."""
    with green_may_be_gone(run):
        _undo_green(run)
    _undo_blue(run)


def script(run: Run) -> Iterator[str]:
    """What would be sent."""
    name = forward(run)
    yield f"blue: CREATE PUBLICATION {name} FOR TABLE {', '.join(tables(run))};"
    yield f"blue: SELECT pg_create_logical_replication_slot('{name}', 'pgoutput');"
    for table, reason in run.deployment.left_out:
        yield f"green: COPY {table} FROM blue, once ({reason})"
    yield f"green: CREATE SUBSCRIPTION {name} CONNECTION '...' PUBLICATION {name};"


def _follow(run: Run) -> None:
    """The subscription's number is on disk before it makes slots of its own on blue."""
    green, name = run.green.connection, forward(run)
    if subscription_state(green, name) is None:
        take_down(green)
        subscribe(
            green,
            name,
            publisher=run.address(run.blue),
            publication=name,
            slot=name,
            copy=True,
            enabled=False,
        )
    state, system = subscription_state(green, name), green.execute(SYSTEM).fetchone()
    if state and system:
        run.journal.note(NAME, subscription=str(state.oid), system=system[0])
    enable(green, name)


def _undo_green(run: Run) -> None:
    green, digest = run.green.connection, run.deployment.digest
    if not claimed(green, digest):
        return
    forget(green, digest, "reached", NAME)
    unsubscribe(green, forward(run))
    shims(run, Moment.BEFORE_COPY, run.green, undo=True)
    empty(green, [*tables(run), *(table for table, _ in run.deployment.left_out)])


def _undo_blue(run: Run) -> None:
    blue, noted_ = run.blue.connection, run.journal.recall(NAME)
    if "subscription" in noted_:
        oid, system = int(noted_["subscription"]), noted_["system"]
        for slot in copying_slots(blue, subscription=oid, system=system):
            drop_slot(blue, slot)
    drop_slot(blue, forward(run))
    unpublish(blue, forward(run))
    shims(run, Moment.BEFORE_COPY, run.blue, undo=True)


COPYING = State(
    NAME,
    "copy all rows to green, and let it follow",
    act,
    done,
    check,
    undo,
    script,
    undoing="drop subscription, slot and publication, and green's rows",
)
