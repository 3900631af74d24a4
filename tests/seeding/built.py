"""Prototypes as the tests build them: few, in English, before a fixed present."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Field, Model
from factory.base import Factory

from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.core.volume.template import Template
from migration_safety.rows.factories.prototypes import prototypes

PRESENT = datetime(2025, 6, 2, 15, 30, tzinfo=UTC)


def built(
    model: type[Model],
    factory: type[Factory[Any]] | None = None,
    *,
    unique: tuple[str, ...] = (),
    count: int = 30,
    **rest: Any,
) -> Prototypes:
    """The model's prototypes."""
    given = {"locale": "en_GB", "seed": 7, "reference": PRESENT} | rest
    return prototypes(model, unique=frozenset(unique), factory=factory, count=count, **given)


def filled(row: Mapping[str, object], number: int) -> dict[str, object]:
    """The row's values with that number in its templates."""
    return {
        name: value.text(number) if isinstance(value, Template) else value
        for name, value in row.items()
    }


def must_differ(model: type[Model]) -> tuple[str, ...]:
    """The fields that some constraint of the model wants to differ."""
    fields: list[str] = [field.name for field in model._meta.fields if field.unique]
    for constraint in model._meta.constraints:
        fields += getattr(constraint, "fields", ())
    return tuple(fields)


def field_of(model: type[Model], name: str) -> Field[Any, Any]:
    """A field of a model."""
    return model._meta.get_field(name)
