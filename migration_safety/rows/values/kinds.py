"""Which source a field's type has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.postgres import fields as postgres
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Field

from migration_safety.errors import VolumeError
from migration_safety.rows.values import documents, numbers, times
from migration_safety.rows.values.kin import Kin, meaning_of
from migration_safety.rows.values.meanings import words
from migration_safety.rows.values.several import array, box, span
from migration_safety.rows.values.texts.by_meaning import text_source, unnamed
from migration_safety.rows.values.texts.codes import ip
from migration_safety.rows.values.texts.identity import Source
from migration_safety.rows.values.world import World

Kind = Callable[[Any, World, Kin], Source]
FACTORY = "Write a factory that declares the field, in the factories.py of its app."
YES = {"active", "enabled", "public", "visible", "valid", "published", "verified"}


def kind_of(field: Field[Any, Any]) -> Kind | None:
    """By the class of the field, else by its parents, else by the type that it says it has."""
    named = getattr(models, field.get_internal_type(), None)
    lineage = type(field).__mro__ + (named.__mro__ if isinstance(named, type) else ())
    return next((KINDS[parent] for parent in lineage if parent in KINDS), None)


def _always(make: Callable[[World], object]) -> Kind:
    return lambda field, world, kin: lambda row: make(world)


def _text(field: Field[Any, Any], world: World, kin: Kin) -> Source:
    meaning = meaning_of(field)
    if not meaning:
        return unnamed(field.max_length, world)
    return text_source(meaning, field.max_length, world, kin.meanings)


def _address(field: models.GenericIPAddressField[Any, Any], world: World, kin: Kin) -> Source:
    if field.protocol.casefold() == "both":
        return lambda row: ip(world, 4 if world.chance(0.8) else 6)
    return lambda row: ip(world, 6 if field.protocol.casefold() == "ipv6" else 4)


def _boolean(field: Field[Any, Any], world: World, kin: Kin) -> Source:
    likely = 0.9 if YES & set(words(field.name)) else 0.25
    return lambda row: world.chance(likely)


def _array(field: postgres.ArrayField[Any, Any], world: World, kin: Kin) -> Source:
    base = field.base_field
    if isinstance(base, postgres.ArrayField):
        return box(field, box(base, _inner(base.base_field, world, kin)))
    return array(field, world, _inner(base, world, kin))


def _inner(field: Field[Any, Any], world: World, kin: Kin) -> Source:
    if field.choices:
        options = [value for value, _ in field.flatchoices]
        return lambda row: world.skewed(options)
    kind = kind_of(field)
    if kind is None:
        name = f"{type(field).__module__}.{type(field).__qualname__}"
        raise VolumeError(f"No values are known for fields of the type {name}", FACTORY)
    return kind(field, world, kin)


KINDS: dict[type, Kind] = {
    models.CharField: _text,
    models.TextField: _text,
    models.GenericIPAddressField: _address,
    models.BooleanField: _boolean,
    models.IntegerField: lambda field, world, kin: numbers.integer(field, world),
    models.FloatField: lambda field, world, kin: numbers.real(field, world),
    models.DecimalField: lambda field, world, kin: numbers.decimal(field, world),
    models.DateTimeField: lambda field, world, kin: times.moment(
        field, world, kin.earlier.get(field.name, ())
    ),
    models.DateField: lambda field, world, kin: times.day(
        field, world, kin.earlier.get(field.name, ())
    ),
    models.TimeField: _always(times.clock),
    models.DurationField: _always(times.duration),
    models.UUIDField: _always(lambda world: UUID(int=world.random.getrandbits(128), version=4)),
    models.JSONField: lambda field, world, kin: documents.document(field, world),
    models.BinaryField: lambda field, world, kin: (
        lambda row: documents.octets(field.max_length, world)
    ),
    models.FileField: lambda field, world, kin: documents.uploaded(field, world),
    models.FilePathField: lambda field, world, kin: documents.file_path(field, world),
    postgres.HStoreField: _always(documents.store),
    SearchVectorField: _always(documents.lexemes),
    postgres.ArrayField: _array,
    postgres.RangeField: lambda field, world, kin: span(
        field, _inner(field.base_field, world, Kin())
    ),
}
