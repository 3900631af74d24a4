"""Generic foreign keys: the content type of some model, and the key of one of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from migration_safety.rows.composing.parent import Parent
from migration_safety.rows.composing.relation import constant, nothing
from migration_safety.rows.composing.world import AnyField, World
from migration_safety.rows.sources.choice import Joined, Mixed
from migration_safety.rows.sources.keys import Keys
from migration_safety.rows.sources.serial import Serial
from migration_safety.rows.sources.source import Countable, Source

# Rows of so many models are pointed at: each of them costs as much as a column.
MODELS = 3


def generic_sources(
    model: type[models.Model], free: Iterable[str], world: World, nullable: Callable[[str], bool]
) -> dict[tuple[str, ...], Source]:
    """A source for each generic foreign key whose columns are free."""
    options: Any = model._meta
    sources: dict[tuple[str, ...], Source] = {}
    for each in options.private_fields:
        # The class cannot be imported where contenttypes is not installed.
        if hasattr(each, "ct_field") and hasattr(each, "fk_field"):
            kind = options.get_field(each.ct_field).column
            key = options.get_field(each.fk_field)
            if {kind, key.column} <= set(free):
                sources[(kind, key.column)] = _source(kind, key, world, nullable)
    return sources


def _source(kind: str, field: AnyField, world: World, nullable: Callable[[str], bool]) -> Source:
    numeric = isinstance(field, models.IntegerField)
    targets = [
        Joined((constant(kind, world.content_types[label]), Keys(field.column, key, parent.rows)))
        for label, parent in sorted(world.parents.items())
        if label in world.content_types and (key := _key(parent, numeric=numeric))
    ]
    if targets:
        return Mixed(tuple(targets[:MODELS])) if len(targets) > 1 else targets[0]
    if nullable(kind) and nullable(field.column):
        return Joined((nothing(kind), nothing(field.column)))
    some = next(iter(sorted(world.content_types.values())), b"1")
    return Joined((constant(kind, some), constant(field.column, b"1")))


def _key(parent: Parent, *, numeric: bool) -> Countable | None:
    """The parent's primary key, where the field can hold it."""
    key = next(iter(parent.keys.values()), None)
    return key if parent.rows and (not numeric or isinstance(key, Serial)) else None
