"""Operations in Django's words, frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState
from django.db.models import AutoField, Field, GeneratedField

from migration_safety.core.operations.change import Change
from migration_safety.reading.state.known import Key, table_of
from migration_safety.reading.state.leftovers import forgotten

States = tuple[Mapping[Key, ModelState], Mapping[Key, ModelState]]


def changes_of(operation: Operation, app_label: str, states: States) -> tuple[Change, ...]:
    """The operation, then those nested in it; `states` are the models before and after it."""
    return tuple(_nested(operation, app_label, states, path=(), state_only=False))


def _nested(
    operation: Operation,
    app_label: str,
    states: States,
    *,
    path: tuple[str, ...],
    state_only: bool,
) -> Iterator[Change]:
    yield _change(operation, app_label, states, path=path, state_only=state_only)
    inside = (*path, type(operation).__name__)
    for nested in getattr(operation, "database_operations", ()):
        yield from _nested(nested, app_label, states, path=inside, state_only=state_only)
    if "SeparateDatabaseAndState" in path and not state_only:
        # Django gives the database operations a state of their own, which then is forgotten.
        return
    for nested in getattr(operation, "state_operations", ()):
        yield from _nested(nested, app_label, states, path=inside, state_only=True)


def _change(
    operation: Operation,
    app_label: str,
    states: States,
    *,
    path: tuple[str, ...],
    state_only: bool,
) -> Change:
    key = (app_label, _model_name(operation).lower())
    before, state = (models.get(key) for models in states)
    return Change(
        kind=type(operation).__name__,
        description=operation.describe(),
        app=app_label,
        model=state.name if state else _model_name(operation),
        field=_field_name(operation),
        table=table_of(state) if state else "",
        path=path,
        state_only=state_only,
        reversible=bool(operation.reversible),
        refills=_refills(operation, before),
        elidable=bool(operation.elidable),
        hinted=bool(getattr(operation, "hints", None)),
        leaves=tuple(forgotten(operation, before)) if state_only else (),
    )


def _refills(operation: Operation, before: ModelState | None) -> bool:
    """Whether Django can give rows a value for the removed field when it adds it back."""
    if not isinstance(operation, django_operations.RemoveField) or before is None:
        return True
    field = before.fields[operation.name]
    automatic = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    blank = field.blank and field.empty_strings_allowed
    given = field.null or field.has_default() or field.has_db_default()
    return bool(given or blank or automatic or field.many_to_many or _made_by_database(field))


def _made_by_database(field: Field[Any, Any]) -> bool:
    return isinstance(field, AutoField | GeneratedField)


def _model_name(operation: Operation) -> str:
    """Of the model after the operation, "" where it is about none."""
    if isinstance(operation, django_operations.RenameModel):
        return operation.new_name
    if isinstance(operation, django_operations.CreateModel | django_operations.DeleteModel):
        return operation.name
    return str(getattr(operation, "model_name", "") or getattr(operation, "name", ""))


def _field_name(operation: Any) -> str:
    if isinstance(operation, django_operations.RenameField):
        return operation.new_name
    about_field = isinstance(
        operation,
        django_operations.AddField | django_operations.AlterField | django_operations.RemoveField,
    )
    return str(operation.name) if about_field else ""
