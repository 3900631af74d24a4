"""The places where the state has gone ahead, and what operations then leave undone.

Django alters a column by comparing the states before and after (its ticket 30269).  What an
operation on the state alone has changed first is the same in both, and is never sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation
from django.db.models import Field

from migration_safety.core.operations.model import Swallowed
from migration_safety.core.statement import Statement
from migration_safety.reading.ahead.places import (
    Models,
    Place,
    differences,
    place_of,
    value_at,
    value_of,
    written,
)
from migration_safety.reading.state.known import column_of, table_of

BY_HAND = (django_operations.RunSQL, django_operations.SeparateDatabaseAndState)


class Ahead:
    """What the database has where the state has something else since, by place."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._behind: dict[Place, tuple[Any, str]] = {}
        # Columns and tables that SQL written by hand has altered: who knows what they are like.
        self._by_hand: set[tuple[str, str]] = set()

    def passes(
        self, operation: Operation, migration: tuple[str, str], models: Models
    ) -> tuple[Swallowed, ...]:
        """An operation is about to run on these models: what it would change, and does not."""
        label, name = migration
        found: list[Swallowed] = []
        altered = set()
        for each in _on_database(operation):
            if place := place_of(each, label):
                altered.add(place)
                found += self._swallowed(each, place, models)
        for each in _on_state(operation):
            ahead = place_of(each, label)
            if ahead and ahead not in altered:
                self._goes_ahead(each, ahead, models, by=f"{label}.{name}")
        return tuple(found)

    def sent(self, operation: Operation, statements: Iterable[Statement]) -> None:
        """What the operation has sent; SQL by hand may do what the state says already."""
        ours = type(operation).__module__.startswith("django.")
        if ours and not isinstance(operation, BY_HAND):
            return
        for statement in statements:
            for action in statement.actions:
                self._by_hand |= {(action.table, column) for column in ("", *action.columns)}

    def _goes_ahead(self, operation: Operation, place: Place, models: Models, *, by: str) -> None:
        if place[:2] not in models:
            return
        was, first = self._behind.get(place, (value_at(place, operation, models), by))
        self._behind[place] = (was, first)
        if not self._differ(was, value_of(operation), place):
            del self._behind[place]

    def _swallowed(self, operation: Operation, place: Place, models: Models) -> Iterator[Swallowed]:
        if place not in self._behind or place[:2] not in models:
            return
        was, by = self._behind[place]
        state = value_at(place, operation, models)
        lost = self._differ(was, state, place) - self._differ(state, value_of(operation), place)
        table = table_of(models[place[:2]])
        column = column_of(place[2], was) if isinstance(was, Field) else ""
        if not lost or (table, column) in self._by_hand:
            del self._behind[place]
        else:
            back = written(place, operation, was)
            yield Swallowed(table, column, tuple(sorted(lost)), by, back)

    def _differ(self, one: Any, other: Any, place: Place) -> set[str]:
        return differences(one, other, place[2], self._connection)


def _on_database(operation: Any) -> Iterator[Operation]:
    if isinstance(operation, django_operations.SeparateDatabaseAndState):
        for nested in operation.database_operations:
            yield from _on_database(nested)
    else:
        yield operation


def _on_state(operation: Any) -> Iterator[Operation]:
    """What it does to the state alone, operations nested in it included."""
    for nested in getattr(operation, "state_operations", None) or ():
        yield nested
        yield from _on_state(nested)
