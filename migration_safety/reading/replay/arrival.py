"""A database that has applied other migrations than a trial begins with, brought there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration

from migration_safety.errors import SelectionError
from migration_safety.reading.graph.load import load
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.replay.unit import Unit, label


@dataclass(frozen=True, slots=True)
class Arrival:
    """The migrations by "app.name" that had to be unapplied and applied, in that order.

    `failed` is the one that could not be, and `error` what was said then.
    """

    unapplied: tuple[str, ...] = ()
    applied: tuple[str, ...] = ()
    failed: str = ""
    error: str = ""


def arrive(selection: Selection, connection: BaseDatabaseWrapper) -> Arrival:
    """Bring the database to where all before the selected migrations is applied, and no more.

    Raises SelectionError where nothing that the database holds would be left.
    """
    done = frozenset(load(connection).applied_migrations)
    before = selection.baseline()
    ahead = {label(each) for each in before}
    applied = [each for each in selection.migrations if _key(each) in done]
    later = [each for each in applied if label(each) not in ahead]
    there = [each for each in applied if label(each) in ahead]
    missing = [each for each in before if _key(each) not in done]
    if later and not there:
        raise SelectionError(
            "Nothing of the clone would be left: all that it has applied is to be tried.",
            "Select what the database has not applied, or single migrations.",
        )
    unit = _unit(selection, there, later)
    unit.applied = len(later)
    back = unit.backward(connection)
    undone = tuple(reversed(unit.labels[unit.applied :]))
    if back.failed:
        return Arrival(undone, (), back.failed, back.error)
    forward = _unit(selection, there, missing).forward(connection)
    return Arrival(undone, tuple(map(label, missing)), forward.failed, forward.error)


def _unit(selection: Selection, before: Sequence[Migration], of: Sequence[Migration]) -> Unit:
    state = selection.empty_state()
    for each in before:
        state = each.mutate_state(state, preserve=False)
    return Unit(of, state)


def _key(migration: Migration) -> tuple[str, str]:
    return migration.app_label, migration.name
