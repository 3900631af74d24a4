"""The models whose tables can be filled, and the order in which that can be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import models, router

from migration_safety.core.nearest import advice
from migration_safety.errors import VolumeError

Model = type[models.Model]
# Django keeps their rows in step with the code: they are referred to, never made up.
KEPT_BY_DJANGO = frozenset({"contenttypes.ContentType", "auth.Permission", "sites.Site"})


@dataclass(frozen=True, slots=True)
class Order:
    """`models` so that each comes after what it refers to.

    `postponed` are the (label, column) of references that close a circle: they are NULL until
    all rows are there.
    """

    models: tuple[Model, ...]
    postponed: frozenset[tuple[str, str]] = frozenset()


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


def fillable(alias: str) -> dict[str, Model]:
    """Every model by its label that has a table of its own in that database."""
    return {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if not (model._meta.proxy or model._meta.swapped or not model._meta.managed)
        and router.allow_migrate_model(alias, model)
    }


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


def ordered(chosen: Mapping[str, Model], required: Mapping[str, frozenset[str]]) -> Order:
    """Parents first.  `required` are the NOT NULL columns of each label.

    Raises VolumeError where references that may not be NULL form a circle.
    """
    edges = {label: _references(model, chosen) for label, model in chosen.items()}
    postponed: set[tuple[str, str]] = set()
    while True:
        # Each once, in an order that does not depend on hashes.
        graph = {label: [*dict.fromkeys(targets.values())] for label, targets in edges.items()}
        try:
            labels = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            postponed.add(_loosest(error.args[1], edges, required))
            for label, column in postponed:
                edges[label].pop(column, None)
            continue
        return Order(tuple(chosen[label] for label in labels), frozenset(postponed))


def _references(model: Model, chosen: Mapping[str, Model]) -> dict[str, str]:
    """The label that each of its columns refers to, itself left out."""
    found = {each.column: each.parent._meta.label for each in references(model)}
    own = model._meta.label
    return {column: label for column, label in found.items() if label in chosen and label != own}


def _loosest(
    circle: Sequence[str],
    edges: Mapping[str, Mapping[str, str]],
    required: Mapping[str, frozenset[str]],
) -> tuple[str, str]:
    """A reference in the circle that may be NULL."""
    for target, label in pairwise(circle):
        for column, wanted in edges[label].items():
            if wanted == target and column not in required[label]:
                return label, column
    raise VolumeError(
        f"The tables of {' -> '.join(reversed(circle))} refer to each other in a circle, none of"
        " them may be NULL: no first row can be written.",
        "Let one of the foreign keys be NULL, or leave these models out.",
    )
