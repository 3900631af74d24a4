"""Operations in Django's words, frozen."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from migration_safety.core.change import Change


def changes_of(operation: Operation, app_label: str, after: ProjectState) -> tuple[Change, ...]:
    """The operation, then those nested in it; `after` is the state once it has run."""
    return tuple(_nested(operation, app_label, after, path=(), state_only=False))


def _nested(
    operation: Operation,
    app_label: str,
    after: ProjectState,
    *,
    path: tuple[str, ...],
    state_only: bool,
) -> Iterator[Change]:
    yield _change(operation, app_label, after, path=path, state_only=state_only)
    inside = (*path, type(operation).__name__)
    for nested in getattr(operation, "database_operations", ()):
        yield from _nested(nested, app_label, after, path=inside, state_only=state_only)
    for nested in getattr(operation, "state_operations", ()):
        yield from _nested(nested, app_label, after, path=inside, state_only=True)


def _change(
    operation: Operation,
    app_label: str,
    after: ProjectState,
    *,
    path: tuple[str, ...],
    state_only: bool,
) -> Change:
    key = (app_label, _model_name(operation).lower())
    state = after.models.get(key)
    return Change(
        kind=type(operation).__name__,
        description=operation.describe(),
        app=app_label,
        model=state.name if state else _model_name(operation),
        field=_field_name(operation),
        table=(state.options.get("db_table") or "_".join(key)) if state else "",
        path=path,
        state_only=state_only,
        reversible=bool(operation.reversible),
    )


def _model_name(operation: Operation) -> str:
    """Of the model after the operation, "" where it is about none."""
    if isinstance(operation, django_operations.RenameModel):
        return operation.new_name
    if isinstance(operation, django_operations.CreateModel | django_operations.DeleteModel):
        return operation.name
    return str(getattr(operation, "model_name", "") or getattr(operation, "name", ""))


def _field_name(operation: Operation) -> str:
    if isinstance(operation, django_operations.RenameField):
        return operation.new_name
    about_field = isinstance(
        operation,
        django_operations.AddField | django_operations.AlterField | django_operations.RemoveField,
    )
    return str(operation.name) if about_field else ""
