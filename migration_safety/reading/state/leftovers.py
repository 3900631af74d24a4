"""What state-only removals leave in the database when their migration ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState

from migration_safety.core.dialect import Dialect
from migration_safety.core.operations.change import Change
from migration_safety.core.operations.model import Leftover
from migration_safety.reading.state.known import Key, column_of, known, link_table, table_of


def forgotten(operation: Operation, state: ModelState | None) -> Iterator[Leftover]:
    """The places that the operation takes out of a model's state; no column: all of the table."""
    if state is None:
        return
    if isinstance(operation, django_operations.DeleteModel):
        yield Leftover(table_of(state), "")
    elif isinstance(operation, django_operations.RemoveField):
        if column := column_of(operation.name, state.fields[operation.name]):
            yield Leftover(table_of(state), column)
        elif table := link_table(state, operation.name):
            yield Leftover(table, "")


def settled(
    changes: Iterable[Change], dialect: Dialect, after: Mapping[Key, ModelState]
) -> tuple[Change, ...]:
    """The changes with what is really left, now that the migration has ended."""
    return tuple(
        replace(change, leaves=tuple(_left(change.leaves, dialect, after)))
        if change.leaves
        else change
        for change in changes
    )


def _left(
    places: Collection[Leftover], dialect: Dialect, after: Mapping[Key, ModelState]
) -> Iterator[Leftover]:
    for place in places:
        named = known(after, {place.table})
        for column in dialect.columns(place.table):
            # Another model may have taken the table over, as when one moves between apps.
            given_up = not named.names(place.table, column.column)
            if place.column in ("", column.column) and given_up:
                kept = known(after, {column.references}).names(column.references)
                yield column if kept else replace(column, constraint="", references="")
