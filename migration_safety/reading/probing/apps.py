"""The models of a state, rendered on their own: what later happens to the state is not theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.migrations import Migration
from django.db.migrations.state import ModelState, ProjectState

from migration_safety.reading.state.lazy_apps import Key
from migration_safety.reading.state.states import pointing_to, targets_of

Model = type[models.Model]


def later(state: ProjectState, migrations: Iterable[Migration]) -> ProjectState:
    """The state after these migrations; the one given stays as it is."""
    copied = {key: each.clone() for key, each in state.models.items()}
    following = ProjectState(copied, real_apps=set(state.real_apps))
    for migration in migrations:
        following = migration.mutate_state(following, preserve=False)
    return following


def rendered(state: ProjectState, labels: Collection[str]) -> dict[str, Model]:
    """The models of those labels, in small letters, many-to-many tables included."""
    found = around(state, {key for key in state.models if _concerns(key, labels)})
    return {label: found[label] for label in labels if label in found}


def around(state: ProjectState, wanted: Collection[Key]) -> dict[str, Model]:
    """Those models, what refers to them and what all of those refer to, by labels.

    The rest of the project has no part in what is tried.
    """
    chosen = _with_targets(pointing_to(wanted, state.models), state.models)
    part = ProjectState(
        {key: each for key, each in state.models.items() if key in chosen},
        real_apps=set(state.real_apps),
    )
    apps: Apps = part.apps
    return {each._meta.label_lower: each for each in apps.get_models(include_auto_created=True)}


def _concerns(key: Key, labels: Collection[str]) -> bool:
    """A many-to-many table is named after the model that has the field."""
    name = ".".join(key)
    return any(label == name or label.startswith(f"{name}_") for label in labels)


def _through(state: ModelState) -> Iterator[Key]:
    """The models that its many-to-many fields go through."""
    for field in state.fields.values():
        through: Any = getattr(field.remote_field, "through", None)
        if isinstance(through, str):
            label, _, name = through.lower().rpartition(".")
            yield label or state.app_label, name


def _with_targets(keys: Collection[Key], states: Mapping[Key, ModelState]) -> set[Key]:
    found, new = set(keys), set(keys)
    while new:
        reached = {
            target for key in new for target in (*targets_of(states[key]), *_through(states[key]))
        }
        new = (reached & states.keys()) - found
        found |= new
    return found
