"""One cell of the kill matrix: interrupt, look at what is left, and run `migrate` again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from migration_safety.core.trial.fault import SAME, Fault
from migration_safety.core.trial.leg import Direction
from migration_safety.flows.rollback.faults.ground import Copy
from migration_safety.flows.rollback.faults.interruption import (
    MISSED,
    Interruption,
    Missed,
    NotInterrupted,
)
from migration_safety.flows.rollback.faults.portrait import Portrait, portrait, told

ALL = {
    Direction.FORWARD: "all of it is there",
    Direction.BACKWARD: "all of it is undone",
}
RECORD = {
    Direction.FORWARD: "not recorded",
    Direction.BACKWARD: "still recorded",
}
EARLIER = (0.5, 0.25, 0.1)
OVERDUE = "it did not end"
Unsteady = Callable[[], frozenset[str]]


def tried(what: Interruption, unsteady: Unsteady) -> Fault:
    """Try it, earlier and earlier where its statement was over each time.

    `unsteady` tells which columns differ from run to run; asked only where some do differ.
    """
    for part in EARLIER:
        with suppress(Missed):
            return _tried(replace(what, part=part), unsteady)
    return Fault(what.place, what.reference.direction, what.how, unknown=MISSED)


def _tried(what: Interruption, unsteady: Unsteady) -> Fault:
    """On a copy of its own."""
    reference = what.reference
    fault = Fault(what.place, reference.direction, what.how)
    with reference.ground.copy(reference.start) as database:
        try:
            orphan = what.carry_out(database)
        except Missed:
            raise
        except NotInterrupted as reason:
            return replace(fault, unknown=str(reason))
        left = _portrait(what, database)
        error = _resumed(what, database, left)
        reached = left if error is None else _portrait(what, database)
    return replace(
        fault,
        residue=_residue(what, left, unsteady),
        orphan=orphan,
        resume=error or _compared(reference.after, reached, unsteady),
    )


def _portrait(what: Interruption, database: Copy) -> Portrait:
    with database.session() as session:
        return portrait(session, what.runner.subject.key, what.reference.tables)


def _resumed(what: Interruption, database: Copy, left: Portrait) -> str | None:
    """What running `migrate` again complains of, ""; None where it finds nothing to do."""
    reference = what.reference
    if left.recorded is (reference.direction is Direction.FORWARD):
        return None
    run = what.runner.start(database.address, reference.direction)
    ended = run.over(what.patience)
    return ended.error if ended else OVERDUE


def _residue(what: Interruption, left: Portrait, unsteady: Unsteady) -> tuple[str, ...]:
    reference = what.reference
    direction = reference.direction
    done = left.recorded is (direction is Direction.FORWARD)
    record = () if done else (RECORD[direction],)
    differences = reference.before.differences(left)
    if not differences and not done:
        return ("nothing",)
    if _compared(reference.after, left, unsteady, record=False) == SAME:
        return (ALL[direction], *record)
    return (*told(differences), *record)


def _compared(
    wanted: Portrait, reached: Portrait, unsteady: Unsteady, *, record: bool = True
) -> str:
    differences = wanted.differences(reached)
    if differences and all(each.startswith("other values ") for each in differences):
        columns = unsteady()
        differences = wanted.without(columns).differences(reached.without(columns))
    if record and wanted.recorded is not reached.recorded:
        differences = (*differences, "the record in django_migrations")
    return f"differs: {'; '.join(told(differences))}" if differences else SAME
