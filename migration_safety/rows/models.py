"""The models whose tables can be filled, and what their tables refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.db import models, router

from migration_safety.core.nearest import advice
from migration_safety.errors import VolumeError

Model = type[models.Model]
# Django keeps their rows in step with the code: they are referred to, never made up.
KEPT_BY_DJANGO = frozenset({"contenttypes.ContentType", "auth.Permission", "sites.Site"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that refers to `to_column` of `parent`; `constrained` if the database sees to it."""

    name: str
    column: str
    parent: Model
    to_column: str
    null: bool
    unique: bool
    primary: bool
    constrained: bool


def references(model: Model) -> list[Reference]:
    """Those of the model's own table."""
    fields: list[Any] = [each for each in model._meta.local_concrete_fields if each.remote_field]
    return [
        Reference(
            name=each.name,
            column=each.column,
            parent=each.remote_field.model._meta.concrete_model,
            to_column=each.target_field.column,
            null=each.null,
            unique=each.unique,
            primary=each.primary_key,
            constrained=each.db_constraint,
        )
        for each in fields
    ]


def fillable(alias: str, registry: Apps = apps) -> dict[str, Model]:
    """Every model by its label that has a table of its own in that database.

    Those of the code that runs, or those of another moment in a registry of their own.
    """
    return {
        model._meta.label: model
        for model in registry.get_models(include_auto_created=True)
        if not (model._meta.proxy or model._meta.swapped or not model._meta.managed)
        and router.allow_migrate_model(alias, model)
    }


def running(model: Model) -> Model | None:
    """The model of that label in the code that runs; itself, where it is one of these."""
    try:
        return apps.get_model(model._meta.label)
    except LookupError:
        return None


def named(names: Iterable[str], known: Mapping[str, Model]) -> list[str]:
    """The labels that names of models ("people.Person") or of apps ("people") stand for."""
    found: dict[str, None] = {}
    by_lower = {label.lower(): label for label in known}
    for name in names:
        if name.lower() in by_lower:
            found[by_lower[name.lower()]] = None
        else:
            found |= dict.fromkeys(_models_of(name, known))
    return list(found)


def model_named(name: str, known: Mapping[str, Model]) -> str:
    """The label of one model."""
    labels = named([name], known)
    if name.lower() != labels[0].lower():
        raise VolumeError(
            f"'{name}' is an app, and a number of rows is for one model.",
            f"Name the model, such as {labels[0]}.",
        )
    return labels[0]


def _models_of(app: str, known: Mapping[str, Model]) -> list[str]:
    labels = [label for label in known if label.partition(".")[0] == app]
    if not labels:
        names = {*known, *(label.partition(".")[0] for label in known)}
        raise VolumeError(f"There is no model or app '{app}'.", advice(app, names))
    filled = [label for label in labels if label not in KEPT_BY_DJANGO]
    if not filled:
        raise VolumeError(
            f"No table of the app '{app}' is filled: Django keeps the rows itself.",
            "Leave it out.",
        )
    return filled
