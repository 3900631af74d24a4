"""Where the state has gone ahead of the database, so that Django finds nothing left to do.

Django alters a column by comparing the states before and after (its ticket 30269).  What an
operation on the state alone has changed first is the same in both, and is never sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.serializer import serializer_factory
from django.db.migrations.state import ModelState
from django.db.models import Field

from migration_safety.core.model import Swallowed
from migration_safety.core.statement import Statement
from migration_safety.reading.known import Key, column_of, table_of

Models = Mapping[Key, ModelState]
Place = tuple[str, str, str]

# The arguments of a field that make another column of it, or other constraints and indexes.
OF_THE_COLUMN = frozenset(
    {
        *("null", "unique", "db_index", "primary_key", "max_length", "max_digits"),
        *("decimal_places", "db_collation", "db_default", "db_column", "db_constraint"),
        *("to", "to_field", "expression", "db_persist"),
    }
)
BY_HAND = (django_operations.RunSQL, django_operations.SeparateDatabaseAndState)


class Ahead:
    """Fields as the database has them, where the state has another since; by their place."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._behind: dict[Place, tuple[Field[Any, Any], str]] = {}
        # Columns that SQL written by hand has altered: who knows what they are like.
        self._by_hand: set[tuple[str, str]] = set()

    def passes(
        self, operation: Operation, migration: tuple[str, str], models: Models
    ) -> tuple[Swallowed, ...]:
        """An operation is about to run on these models: what it would change, and does not."""
        label, name = migration
        found: list[Swallowed] = []
        altered = set()
        for each in _on_database(operation):
            if isinstance(each, django_operations.AlterField):
                altered.add(_place(each, label))
                found += self._swallowed(each, label, models)
        for each in _on_state(operation):
            if (
                isinstance(each, django_operations.AlterField)
                and _place(each, label) not in altered
            ):
                self._goes_ahead(each, label, models, by=f"{label}.{name}")
        return tuple(found)

    def sent(self, operation: Operation, statements: Iterable[Statement]) -> None:
        """What the operation has sent; SQL by hand may do what the state says already."""
        ours = type(operation).__module__.startswith("django.")
        if ours and not isinstance(operation, BY_HAND):
            return
        for statement in statements:
            for action in statement.actions:
                self._by_hand |= {(action.table, column) for column in action.columns}

    def _goes_ahead(
        self, operation: django_operations.AlterField, label: str, models: Models, *, by: str
    ) -> None:
        place = _place(operation, label)
        old = _field(place, models)
        if old is not None:
            was, first = self._behind.get(place, (old, by))
            self._behind[place] = (was, first)
            if not self._differences(was, operation.field):
                del self._behind[place]

    def _swallowed(
        self, operation: django_operations.AlterField, label: str, models: Models
    ) -> Iterator[Swallowed]:
        place = _place(operation, label)
        was, by = self._behind.get(place, (None, ""))
        state = _field(place, models)
        if was is None or state is None:
            return
        table, column = table_of(models[place[:2]]), column_of(operation.name, was)
        lost = self._differences(was, state) - self._differences(state, operation.field)
        if not lost or (table, column) in self._by_hand:
            del self._behind[place]
        else:
            written = serializer_factory(was).serialize()[0]
            yield Swallowed(table, column, *place[1:], tuple(sorted(lost)), by, written)

    def _differences(self, one: Field[Any, Any], other: Field[Any, Any]) -> set[str]:
        """The arguments in which two fields make different columns."""
        first, second = self._arguments(one), self._arguments(other)
        return {
            name for name in first.keys() | second.keys() if first.get(name) != second.get(name)
        }

    def _arguments(self, field: Field[Any, Any]) -> dict[str, Any]:
        _, path, _, given = field.deconstruct()
        column = {name: each for name, each in given.items() if name in OF_THE_COLUMN}
        return column | {"type": path if field.remote_field else self._type(field, path)}

    def _type(self, field: Field[Any, Any], path: str) -> str:
        try:
            return (field.db_type(self._connection) or path).partition("(")[0]
        except Exception:  # a field of somebody's own may ask for its model
            return path


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


def _place(operation: django_operations.AlterField, label: str) -> Place:
    return label, operation.model_name_lower, operation.name


def _field(place: Place, models: Models) -> Field[Any, Any] | None:
    model = models.get(place[:2])
    return model.fields.get(place[2]) if model else None
