"""Project states before and after an operation, rendering only the models that are asked for.

Django renders every model of every state, and renders related models again after each
change; that is most of the cost of other tools.  Here a class is made when an operation asks
for it, and made again only when its own state has changed.  Classes that merely point to a
changed model keep pointing to its older class, which is right as long as its table and keys
stay the same; operations that may change those get states rendered from scratch.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy, deepcopy
from typing import Any

from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field, Model

Key = tuple[str, str]

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


class LazyApps(Apps):
    """An app registry that renders a model's state when somebody asks for the model.

    `parent` is the registry over the states before: a model whose state is the same object
    there has one class for both.
    """

    def __init__(
        self,
        states: Mapping[Key, ModelState],
        unmigrated: Collection[str],
        parent: LazyApps | None = None,
    ) -> None:
        super().__init__(())
        self.states = states
        self.unmigrated = unmigrated
        self.parent = parent
        self.rendering: set[Key] = set()

    def fork(self, states: Mapping[Key, ModelState]) -> LazyApps:
        """A registry over later states.

        The one before this is emptied: a class holds on to the registry that it was made
        in, which would otherwise keep every class that ever was.
        """
        if self.parent is not None:
            self.parent.all_models.clear()
            self.parent = None
        other = LazyApps(states, self.unmigrated, self)
        for label, models in self.all_models.items():
            same = {name: it for name, it in models.items() if other.shares((label, name))}
            other.all_models[label].update(same)
        return other

    def shares(self, key: Key) -> bool:
        """Whether the parent's class for a model is right here too."""
        if self.parent is None:
            return False
        own, before = self.states.get(key), self.parent.states.get(key)
        # A many-to-many table has a class and no state: it goes with the model that has the field.
        return own is before and (own is not None or key[0] in self.unmigrated)

    def clone(self) -> LazyApps:
        """What ProjectState.clone() asks for."""
        return self.fork(self.states)

    def get_registered_model(self, app_label: str, model_name: str) -> type[Model]:
        """The class, rendered now where it was not.  Raises LookupError, as Django's does."""
        key = (app_label, model_name.lower())
        known = self.all_models[app_label].get(key[1])
        if known is not None:
            return known
        if self.parent is not None and self.shares(key):
            shared = self.parent.get_registered_model(*key)
            self.all_models[app_label][key[1]] = shared
            return shared
        return self._rendered(key)

    def _rendered(self, key: Key) -> type[Model]:
        if key in self.rendering:
            raise LookupError("{}.{} is being rendered.".format(*key))
        self.rendering.add(key)
        try:
            rendered: type[Model] = _cheap(self._state(key)).render(self)
            return rendered
        finally:
            self.rendering.discard(key)

    def _state(self, key: Key) -> ModelState:
        if key in self.states:
            return self.states[key]
        if key[0] in self.unmigrated:
            return ModelState.from_model(global_apps.get_model(*key), exclude_rels=True)
        raise LookupError("App '{}' doesn't have a '{}' model.".format(*key))

    def get_model(
        self, app_label: str, model_name: str | None = None, require_ready: bool = True
    ) -> type[Any]:
        """As Django's, also by "app.Model"."""
        if model_name is None:
            app_label, model_name = app_label.split(".")
        return self.get_registered_model(app_label, model_name)

    def get_models(
        self, include_auto_created: bool = False, include_swapped: bool = False
    ) -> list[type[Model]]:
        """The classes rendered so far: nobody here asks for all."""
        return [
            model
            for models in list(self.all_models.values())
            for model in list(models.values())
            if (include_auto_created or not model._meta.auto_created)
            and (include_swapped or not model._meta.swapped)
        ]

    def register_model(self, app_label: str, model: type[Model]) -> None:
        """Called by Django when a class is complete."""
        self.all_models[app_label][model._meta.model_name or ""] = model
        self.do_pending_operations(model)

    def clear_cache(self) -> None:
        """Nothing is cached here."""

    def render_all(self, keys: Collection[Key]) -> None:
        """Render these models and forget what they believed of each other before."""
        for key in keys:
            self.get_registered_model(*key)
        for model in self.get_models(include_auto_created=True, include_swapped=True):
            model._meta._expire_cache()  # type: ignore[attr-defined]  # as StateApps does


class _Copied:
    """A field whose clone is a plain copy: Field.clone() takes it apart and builds it anew."""

    __slots__ = ("field", "position")

    def __init__(self, field: Field[Any, Any], position: int) -> None:
        self.field, self.position = field, position

    def clone(self) -> Field[Any, Any]:
        """As models copy the fields of an abstract base; the order is the state's."""
        field = deepcopy(self.field)
        field.creation_counter = self.position
        return field


def _cheap(state: ModelState) -> ModelState:
    """The same state, to be rendered with copies of its fields."""
    cheap = copy(state)
    fields = enumerate(state.fields.items())
    cheap.fields = {name: _Copied(field, at) for at, (name, field) in fields}  # type: ignore[misc]
    return cheap


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
        key for key, state in models.items() if key not in found and _targets(state) & found
    }:
        found |= more
    return found


def _targets(state: ModelState) -> set[Key]:
    related = (field.remote_field.model for field in state.fields.values() if field.remote_field)
    names = [str(name) for name in (*related, *state.bases) if isinstance(name, str)]
    own = [f"{state.app_label}.{state.name}" if name == "self" else name for name in names]
    dotted = (name if "." in name else f"{state.app_label}.{name}" for name in own)
    return {(label, name) for label, name in (each.lower().split(".", 1) for each in dotted)}
