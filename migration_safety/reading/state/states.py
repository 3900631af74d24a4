"""The project states before and after each operation.

Most operations change one model, and all other models are shared between both states;
operations that may change a table or its keys get states rendered from scratch.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field

from migration_safety.reading.state.lazy_apps import Key, LazyApps

LOCAL = (
    django_operations.CreateModel,
    django_operations.DeleteModel,
    django_operations.AddField,
    django_operations.RemoveField,
    django_operations.AlterField,
    django_operations.AddIndex,
    django_operations.RemoveIndex,
    django_operations.RenameIndex,
    django_operations.AddConstraint,
    django_operations.RemoveConstraint,
    django_operations.AlterUniqueTogether,
    django_operations.AlterIndexTogether,
    django_operations.AlterOrderWithRespectTo,
    django_operations.AlterModelOptions,
    django_operations.AlterModelManagers,
    django_operations.AlterModelTableComment,
)
# Their database side asks for no model; RunSQL may carry operations on the state.
STATELESS = (django_operations.RunPython, django_operations.RunSQL)


class States:
    """The project state as the walk goes on; `now` is never rendered."""

    def __init__(self, unmigrated: Collection[str]) -> None:
        self.unmigrated = unmigrated
        self.now = ProjectState()
        self.apps = LazyApps(self.now.models, unmigrated)

    def advance(self, operation: Operation, app_label: str) -> tuple[ProjectState, ProjectState]:
        """Apply an operation to the state: the states before and after it."""
        if isinstance(operation, STATELESS):
            for nested in getattr(operation, "state_operations", ()):
                self.advance(nested, app_label)
            view = self._view(self.now.models, self.apps)
            return view, view
        key = _only_model(operation, app_label, self.now)
        return self._local(operation, app_label, key) if key else self._whole(operation, app_label)

    def _local(
        self, operation: Operation, app_label: str, key: Key
    ) -> tuple[ProjectState, ProjectState]:
        """Copy one model's state, and share all others between before and after."""
        before = self._view(dict(self.now.models), self.apps)
        self.apps.states = before.models
        if key in self.now.models:
            self.now.models[key] = self.now.models[key].clone()
        operation.state_forwards(app_label, self.now)
        self.apps = self.apps.fork(self.now.models)
        return before, self._view(self.now.models, self.apps)

    def _whole(self, operation: Operation, app_label: str) -> tuple[ProjectState, ProjectState]:
        """Copy all states, and render from scratch whatever points to the model."""
        # Whoever has kept the states of an earlier moment keeps them as they were.
        old = dict(self.now.models)
        self.now.models.update({key: state.clone() for key, state in old.items()})
        operation.state_forwards(app_label, self.now)
        self.apps = LazyApps(self.now.models, self.unmigrated)
        if not type(operation).__module__.startswith("django."):
            return self._rendered_by_django(old), self._rendered_by_django(self.now.models)
        names = ("model_name", "name", "old_name", "new_name")
        keys = {(app_label, str(getattr(operation, name, "")).lower()) for name in names}
        before = self._view(old, LazyApps(old, self.unmigrated))
        after = self._view(self.now.models, self.apps)
        for view in (before, after):
            chosen = pointing_to(keys, view.models)
            view.apps.render_all([key for key in view.models if key in chosen])
        return before, after

    def _rendered_by_django(self, models: Mapping[Key, ModelState]) -> ProjectState:
        """For an operation of somebody's own, which may ask for any model."""
        return ProjectState(dict(models), real_apps=set(self.unmigrated))

    def branch(self) -> States:
        """A copy that goes its own way, for operations on the database alone."""
        other = States(self.unmigrated)
        other.now.models.update({key: state.clone() for key, state in self.now.models.items()})
        return other

    def _view(self, models: dict[Key, ModelState], apps: LazyApps) -> Any:
        view = ProjectState()
        view.models = models
        view.__dict__["apps"] = apps
        return view


def _only_model(operation: Operation, app_label: str, state: ProjectState) -> Key | None:
    """The one model that an operation changes, None where it may reach further."""
    known = next((kind for kind in LOCAL if isinstance(operation, kind)), None)
    if known is None or type(operation).state_forwards is not known.state_forwards:
        return None
    name = str(getattr(operation, "model_name", None) or getattr(operation, "name", "")).lower()
    key = (app_label, name)
    if isinstance(operation, django_operations.AlterField) and key in state.models:
        old = state.models[key].fields[operation.name]
        return None if _is_key(old) or _is_key(operation.field) else key
    return key


def _is_key(field: Field[Any, Any]) -> bool:
    """Whether foreign keys may point to the column."""
    return bool(field.primary_key or field.unique)


def pointing_to(keys: Collection[Key], models: Mapping[Key, ModelState]) -> set[Key]:
    """The models among `keys`, with all that point to them, directly or through others."""
    found = {key for key in keys if key in models}
    while more := {
        key for key, state in models.items() if key not in found and targets_of(state) & found
    }:
        found |= more
    return found


def targets_of(state: ModelState) -> set[Key]:
    related = (field.remote_field.model for field in state.fields.values() if field.remote_field)
    names = [str(name) for name in (*related, *state.bases) if isinstance(name, str)]
    own = [f"{state.app_label}.{state.name}" if name == "self" else name for name in names]
    dotted = (name if "." in name else f"{state.app_label}.{name}" for name in own)
    return {(label, name) for label, name in (each.lower().split(".", 1) for each in dotted)}
