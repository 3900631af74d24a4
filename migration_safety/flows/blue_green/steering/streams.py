"""The two streams of a switch: the one that carries rows to the destination, and the one back."""

from __future__ import annotations

from migration_safety.core.deployment.shim import Moment
from migration_safety.databases.postgresql.deploying.side import BROKEN
from migration_safety.databases.postgresql.publishing.progress import Progress, progress
from migration_safety.databases.postgresql.publishing.publication import (
    publish,
    unpublish,
)
from migration_safety.databases.postgresql.publishing.relations import Relation, not_followed
from migration_safety.databases.postgresql.publishing.slot import (
    create_slot,
    drop_slot,
    slot_state,
)
from migration_safety.databases.postgresql.publishing.subscription import (
    subscribe,
    subscription_state,
    unsubscribe,
)
from migration_safety.databases.postgresql.switching.marker import (
    MARKER,
    carry_markers,
    follow_markers,
    make_marker,
)
from migration_safety.databases.postgresql.switching.positions import advance
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.shimming import execute


def carrying(run: Run) -> str:
    """From the source to the destination: publication, slot and subscription bear this name."""
    return f"{run.deployment.short}_{'reverse' if run.backward else 'forward'}"


def returning(run: Run) -> str:
    """From the destination to the source."""
    return f"{run.deployment.short}_{'forward' if run.backward else 'reverse'}"


def not_carried(run: Run) -> tuple[Relation, ...]:
    """Tables of which a switch would lose rows."""
    wanted = _travelling(run, backward=run.backward)
    return not_followed(run.destination.connection, carrying(run), wanted)


def carried(run: Run) -> Progress:
    """How the stream to the destination stands."""
    name, ends = carrying(run), (run.source.connection, run.destination.connection)
    return progress(*ends, subscription=name, slot=name)


def returned(run: Run) -> Progress:
    """How the stream back to the source stands."""
    name, ends = returning(run), (run.destination.connection, run.source.connection)
    return progress(*ends, subscription=name, slot=name)


def make_markers(run: Run) -> None:
    """Tables of markers on both sides, of which the stream from the source carries rows."""
    for side in run.sides:
        make_marker(side.connection)
    carry_markers(run.source.connection, carrying(run))
    follow_markers(run.destination.connection, carrying(run))


def make_way_back(run: Run) -> None:
    """The stream back, which sleeps: its slot begins at the fence, its subscription after it."""
    source, destination, name = run.source.connection, run.destination.connection, returning(run)
    publish(
        destination,
        name,
        {**_travelling(run, backward=not run.backward), MARKER: ()},
        lock=run.limits.lock,
    )
    create_slot(destination, name)
    subscribe(
        source,
        name,
        publisher=run.address(run.destination),
        publication=name,
        slot=name,
        copy=False,
        enabled=False,
    )


def bring_near(run: Run) -> None:
    """Let the slot of the way back begin about here: what it has kept so far is of no use, and
    the less there is to pass over in the pause.

    That takes as long as that was much; and it may have been given up, where
    max_slot_wal_keep_size bounds it and the side that served before was followed for long.
    """
    destination, name = run.destination.connection, returning(run)
    found = slot_state(destination, name)
    if found is not None and not found.usable:
        drop_slot(destination, name)
        create_slot(destination, name)
    advance(destination, name, seconds=run.limits.lock)


def way_back_is_made(run: Run) -> bool:
    """Whether both its ends are there."""
    name = returning(run)
    made = subscription_state(run.source.connection, name)
    return made is not None and slot_state(run.destination.connection, name) is not None


def unfollow(run: Run) -> None:
    """Take away the source's end of the way back, which else would keep the slot in use."""
    unsubscribe(run.source.connection, returning(run))


def drop_way_back(run: Run) -> None:
    """Take away the destination's end."""
    name = returning(run)
    drop_slot(run.destination.connection, name)
    unpublish(run.destination.connection, name)


def shims(run: Run, moment: Moment, *, undo: bool = False) -> None:
    """Run those of a moment on both sides, in their order, or what takes them away, in reverse.

    What rows from the other side keep from being taken away stays, and is told.  Users are served
    meanwhile where they are taken away: that may not hold them up for longer than a switch may.
    Raises DeadlineError.
    """
    longest = run.limits.hold if undo else 0.0
    for side in run.sides:
        found = run.deployment.shims_at(moment, side.name)
        for each in reversed(found) if undo else found:
            if not (script := each.undo if undo else each.sql):
                continue
            try:
                execute(run, side, each.table, script, seconds=longest)
            except BROKEN as error:
                if not undo:
                    raise
                said = error.diag.message_primary
                run.tell(f"{side.name} stays as it is: {said}. Mend the rows, then: {each.undo};")


def _travelling(run: Run, *, backward: bool) -> dict[str, tuple[str, ...]]:
    """The columns of each table that travel in a direction; those without any stay."""
    found = run.deployment.published
    pairs = ((each.table, each.reverse if backward else each.forward) for each in found)
    return {table: columns for table, columns in pairs if columns}
