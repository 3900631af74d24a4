"""Fields and options that Django alters by comparing states: what two of them differ in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.serializer import serializer_factory
from django.db.migrations.state import ModelState
from django.db.models import Field

from migration_safety.reading.state.known import Key

Models = Mapping[Key, ModelState]
# App, model, and the name of the field or of the option.
Place = tuple[str, str, str]

# The arguments of a field that make another column of it, or other constraints and indexes.
OF_THE_COLUMN = frozenset(
    {
        *("null", "unique", "db_index", "primary_key", "max_length", "max_digits"),
        *("decimal_places", "db_collation", "db_default", "db_column", "db_constraint"),
        *("to", "to_field", "expression", "db_persist"),
    }
)
# Operations on an option -> the option, and the argument that holds it.
OPTIONS: Mapping[type[Operation], tuple[str, str]] = {
    django_operations.AlterUniqueTogether: ("unique_together", "unique_together"),
    django_operations.AlterIndexTogether: ("index_together", "index_together"),
    django_operations.AlterModelTable: ("db_table", "table"),
    django_operations.AlterOrderWithRespectTo: ("order_with_respect_to", "order_with_respect_to"),
}


def place_of(operation: Any, label: str) -> Place | None:
    """What it alters, None where Django does not compare to alter it."""
    if isinstance(operation, django_operations.AlterField):
        return label, operation.model_name_lower, operation.name
    if type(operation) in OPTIONS:
        return label, operation.name_lower, OPTIONS[type(operation)][0]
    return None


def value_of(operation: Any) -> Any:
    """What it is to become."""
    if isinstance(operation, django_operations.AlterField):
        return operation.field
    return getattr(operation, OPTIONS[type(operation)][1])


def value_at(place: Place, operation: Operation, models: Models) -> Any:
    """What the state has there."""
    model = models.get(place[:2])
    if model is None:
        return None
    return (model.options if type(operation) in OPTIONS else model.fields).get(place[2])


def written(place: Place, operation: Operation, value: Any) -> str:
    """The operation that alters the place to that value, as Python."""
    _, model, name = place
    text = serializer_factory(value).serialize()[0]
    if type(operation) in OPTIONS:
        return f'migrations.{type(operation).__name__}("{model}", {text})'
    return f'migrations.AlterField("{model}", "{name}", {text})'


def differences(one: Any, other: Any, name: str, connection: BaseDatabaseWrapper) -> set[str]:
    """The arguments in which two fields make different columns; of an option, its name."""
    if not isinstance(one, Field) or not isinstance(other, Field):
        return {name} if (one or None) != (other or None) else set()
    first, second = _arguments(one, connection), _arguments(other, connection)
    return {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}


def _arguments(field: Field[Any, Any], connection: BaseDatabaseWrapper) -> dict[str, Any]:
    _, path, _, given = field.deconstruct()
    column = {name: each for name, each in given.items() if name in OF_THE_COLUMN}
    return column | {"type": path if field.remote_field else _type(field, path, connection)}


def _type(field: Field[Any, Any], path: str, connection: BaseDatabaseWrapper) -> str:
    try:
        return (field.db_type(connection) or path).partition("(")[0]
    except Exception:  # a field of somebody's own may ask for its model
        return path
