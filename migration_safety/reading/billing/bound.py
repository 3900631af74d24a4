"""What a model's constraints and indexes bind, and which sets of fields cease to be unique."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

Model = type[models.Model]
Names = tuple[str, ...]


def bound(model: Model) -> set[Names]:
    """The fields of its constraints and indexes."""
    its: Any = model._meta
    found = {tuple(each) for each in its.unique_together}
    for each in (*its.constraints, *its.indexes):
        named = tuple(getattr(each, "fields", ())) or mentioned(each, model)
        found.add((*named, f" {type(each).__name__} {each.deconstruct()[1:]}"))
    return found


def mentioned(constraint: Any, model: Model) -> Names:
    """The fields of the model that a constraint or an index names in its words."""
    said = repr(constraint.deconstruct()[1:])
    return tuple(each.name for each in model._meta.local_concrete_fields if each.name in said)


def no_longer_unique(was: Model, model: Model) -> Iterator[Names]:
    names = {each.name for each in model._meta.local_concrete_fields}
    for fields, condition in dict.fromkeys(_unique(was)):
        if (fields, condition) not in set(_unique(model)) and set(fields) <= names:
            yield fields


def _unique(model: Model) -> Iterator[tuple[Names, str]]:
    """Sets of fields that are unique, with the rest of what is said of them."""
    its: Any = model._meta
    for field in its.local_concrete_fields:
        if field.unique:
            yield (field.name,), ""
    for names in its.unique_together:
        yield tuple(names), ""
    for each in its.constraints:
        if not isinstance(each, models.CheckConstraint):
            more = repr({**each.deconstruct()[2], "name": "", "fields": ()})
            plain = isinstance(each, models.UniqueConstraint) and not each.expressions
            yield tuple(getattr(each, "fields", ())), "" if plain and not each.condition else more
