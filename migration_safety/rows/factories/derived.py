"""Factories derived from the fields of a model, in whole or for what a factory leaves out."""

# mypy: untyped-calls-exclude="factory"

from __future__ import annotations

from types import new_class
from typing import Any

from django.db.models import AutoField, Field, GeneratedField, Model
from django.db.models.fields import AutoFieldMixin
from factory.base import Factory
from factory.declarations import BaseDeclaration, LazyAttribute, LazyFunction
from factory.django import DjangoModelFactory

from migration_safety.rows.values.field_source import field_source
from migration_safety.rows.values.kin import PLACE, kin
from migration_safety.rows.values.world import World


def filled_fields(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    """The fields that rows have values for: neither relations nor what the database makes."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if not field.is_relation
        and not isinstance(field, AutoField | AutoFieldMixin | GeneratedField)
    )


def declared_names(factory: type[Factory[Any]]) -> frozenset[str]:
    """The attributes of an instance that the factory gives values to."""
    meta: Any = factory._meta
    return frozenset(
        meta.rename.get(name, name) for name in meta.pre_declarations if name not in meta.exclude
    )


def completed(
    model: type[Model],
    factory: type[Factory[Any]] | None,
    world: World,
    *,
    unique: frozenset[str],
) -> type[Factory[Any]]:
    """The factory, or one from nothing, with a declaration for every field that it lacks."""
    parent = DjangoModelFactory if factory is None else factory
    known = declared_names(parent)
    fields = filled_fields(model)
    family = kin(fields)
    body: dict[str, Any] = {
        field.name: LazyAttribute(
            field_source(field, world, family, always=field.attname in unique)
        )
        for field in fields
        if field.name not in known
    }
    body["Params"] = type("Params", (), {PLACE: _place(world)})
    if factory is None:
        body["Meta"] = type("Meta", (), {"model": model})
    # As a class statement would make it, with the metaclass of the parent.
    return new_class(f"{model.__name__}Factory", (parent,), {}, lambda names: names.update(body))


def _place(world: World) -> BaseDeclaration:
    return LazyFunction(world.place)
