"""Migrations as far as they make tables: without the Python that goes through rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any

from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations import operations as django_operations
from django.db.migrations.state import ProjectState
from django.db.models import Model

NOTHING = django_operations.RunPython.noop
# What SQL by hand may put on a table that no model tells of.
OBJECTS = ("TRIGGER", "INDEX", "VIEW")


def structural(migration: Migration) -> Migration:
    """The same, with every RunPython doing nothing, wherever it is nested."""
    made = copy(migration)
    vars(made)["operations"] = [_structural(each) for each in migration.operations]
    return made


def by_hand(migration: Migration) -> Iterator[tuple[str, str, int]]:
    """The places of operations that may make what no model tells of."""
    for index, operation in enumerate(migration.operations):
        if any(not _of_models(each) for each in _on_database(operation)):
            yield migration.app_label, migration.name, index


def made_by_models(
    migrations: Iterable[Migration], state: ProjectState, connection: BaseDatabaseWrapper
) -> list[Migration]:
    """Make at once what the first migrations come to, as far as models tell all of it.

    Advances the state over them, and returns the migrations that are left to be run: all,
    where one of them may have made more.
    """
    ordered = list(migrations)
    if any(True for each in ordered for _ in by_hand(each)):
        return ordered
    for migration in ordered:
        migration.mutate_state(state, preserve=False)
    with connection.schema_editor() as editor:
        for model in state.apps.get_models():
            if _belongs(model, state, connection):
                editor.create_model(model)
    return []


def _belongs(model: type[Model], state: ProjectState, connection: BaseDatabaseWrapper) -> bool:
    """Whether migrations make its table, on this database."""
    return (
        model._meta.app_label not in state.real_apps
        and model._meta.can_migrate(connection)
        and router.allow_migrate_model(connection.alias, model)
    )


def _structural(operation: Any) -> Any:
    if isinstance(operation, django_operations.RunPython):
        return django_operations.RunPython(NOTHING, NOTHING, hints=operation.hints)
    if isinstance(operation, django_operations.SeparateDatabaseAndState):
        made = copy(operation)
        made.database_operations = [_structural(each) for each in operation.database_operations]
        return made
    return operation


def _on_database(operation: Any) -> Iterator[Any]:
    if isinstance(operation, django_operations.SeparateDatabaseAndState):
        for nested in operation.database_operations:
            yield from _on_database(nested)
    else:
        yield operation


def _of_models(operation: Any) -> bool:
    """Whether what it makes is in the models, or nothing that stays on a table."""
    if isinstance(operation, django_operations.RunSQL):
        text = str(operation.sql).upper()
        return not any(word in text for word in OBJECTS)
    return type(operation).__module__.startswith("django.")
