"""An app registry that renders only the models that somebody asks for.

Django renders every model of every state, and renders related models again after each
change; that is most of the cost of other tools.  Here a class is made when an operation asks
for it, and made again only when its own state has changed.  Classes that merely point to a
changed model keep pointing to its older class, which is right as long as its table and keys
stay the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from typing import Any

from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.db.migrations.state import ModelState
from django.db.models import Field, Model

Key = tuple[str, str]


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
        """As models copy the fields of an abstract base; the order is the state's, but fields
        that Django made come first, the latest of them foremost."""
        field: Field[Any, Any] = self.field.__deepcopy__({})
        field.creation_counter = -1 - self.position if field.auto_created else self.position
        return field


def _cheap(state: ModelState) -> ModelState:
    """The same state, to be rendered with copies of its fields."""
    cheap = copy(state)
    fields = enumerate(state.fields.items())
    cheap.fields = {name: _Copied(field, at) for at, (name, field) in fields}  # type: ignore[misc]
    return cheap
