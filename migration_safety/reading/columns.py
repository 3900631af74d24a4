"""The columns of a project's models, and what kind of thing stands in each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.utils.choices import CallableChoiceIterator

from migration_safety.core.volume.likeness.column import Column, Kind
from migration_safety.reading.state.known import stored

# A number of this name points into another system, or stands for somebody.
POINTING = ("id", "pk", "number", "no", "code", "key")


def columns(apps: Apps) -> tuple[Column, ...]:
    """Those of all managed models, the tables of many-to-many fields included."""
    return tuple(
        column
        for models_of_app in apps.all_models.values()
        for model in models_of_app.values()
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
        for column in _columns(model)
    )


def _columns(model: type[models.Model]) -> Iterator[Column]:
    meta = model._meta
    keys, references = _keys(model), _generic(model)
    for field in meta.local_concrete_fields:
        if field.column is None:  # a composite primary key
            continue
        choices = _choices(field)
        kind = Kind.CHOICE if choices else _kind(getattr(field, "output_field", field))
        if field.remote_field or field.name in references:
            kind = Kind.REFERENCE
        elif field.unique or field.name in keys:
            kind = Kind.KEY
        declared = choices if kind is Kind.CHOICE else ()
        label = f"{meta.label}.{field.name}"
        yield Column(label, stored(meta.db_table), field.column, kind, declared)


def _kind(field: models.Field[Any, Any]) -> Kind:
    """By the class, so that a project's own fields are of the kind of their parents."""
    if isinstance(field, models.BooleanField):
        return Kind.BOOLEAN
    if isinstance(field, models.DateField):
        return Kind.DATE
    if not isinstance(field, models.IntegerField | models.FloatField | models.DecimalField):
        return Kind.TEXT
    return Kind.KEY if field.name.rpartition("_")[2] in POINTING else Kind.NUMBER


def _choices(field: models.Field[Any, Any]) -> tuple[str | int | float | bool, ...]:
    """What the code declares; a callable may well read its choices from a table."""
    if not field.choices or isinstance(field.choices, CallableChoiceIterator):
        return ()
    blank = [""] if field.blank and field.empty_strings_allowed else []
    given = [*blank, *(value for value, _ in field.flatchoices if value is not None)]
    plain = (each if isinstance(each, int | float) else str(each) for each in given)
    return tuple(dict.fromkeys(plain))


def _keys(model: type[models.Model]) -> set[str]:
    """Fields that identify a row although they do not say so themselves."""
    pk_fields = getattr(model._meta, "pk_fields", ())
    constraints = (
        each.fields for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)
    )
    alone = {fields[0] for fields in constraints if len(fields) == 1}
    return alone | {field.name for field in pk_fields}


def _generic(model: type[models.Model]) -> set[str]:
    """Fields that hold the keys of generic foreign keys."""
    found = (getattr(each, "fk_field", None) for each in model._meta.private_fields)
    return {name for name in found if name}
