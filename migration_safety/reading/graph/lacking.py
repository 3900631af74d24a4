"""The changes of the models that no migration makes, as `makemigrations --check` finds them."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddIndex,
    AlterField,
    AlterModelManagers,
    AlterModelOptions,
    CreateModel,
    DeleteModel,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from migration_safety.core.graph import Lacking
from migration_safety.reading.replay.isolation import no_queries

# Code runs without them, or with what they would take away.
DISPENSABLE = (
    *(AddIndex, AlterModelManagers, AlterModelOptions),
    *(DeleteModel, RemoveConstraint, RemoveField, RemoveIndex),
)
# Python's side of a field; Django's list of such attributes lacks these.
PYTHON = {"auto_created", "default", "serialize"}


def lacking(loader: MigrationLoader, connection: BaseDatabaseWrapper) -> tuple[Lacking, ...]:
    """One for each operation that `makemigrations` would write; no database is asked."""
    with no_queries():  # operations of the project run their own code on the state
        now, wanted = _state(loader), ProjectState.from_apps(apps)
        changes = MigrationAutodetector(now, wanted).changes(graph=loader.graph)
    return tuple(
        Lacking(app, operation.describe(), _is_needed(operation, app, (now, wanted), connection))
        for app, migrations in sorted(changes.items())
        for migration in migrations
        for operation in migration.operations
    )


def _state(loader: MigrationLoader) -> ProjectState:
    """After all migrations; the autodetector ties the fields of a state to each other, and
    those are the operations' own: it gets others.
    """
    state = loader.project_state()
    for model in state.models.values():
        model.fields = {name: field.clone() for name, field in model.fields.items()}
    return state


def _is_needed(
    operation: Operation,
    app: str,
    states: tuple[ProjectState, ProjectState],
    connection: BaseDatabaseWrapper,
) -> bool:
    """Whether the models count on a change of the database."""
    if isinstance(operation, CreateModel):
        return not operation.options.get("proxy") and bool(operation.options.get("managed", True))
    if not isinstance(operation, AlterField):
        return not isinstance(operation, DISPENSABLE)
    key = (app, operation.model_name_lower)
    if any(key not in state.models for state in states):
        return True  # renamed as well
    fields = [state.apps.get_model(*key)._meta.get_field(operation.name) for state in states]
    editor: Any = connection.schema_editor()
    return bool(editor._field_should_be_altered(*fields, ignore=PYTHON))
