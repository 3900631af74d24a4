"""Generic foreign keys: the content type of some model, and the key of one of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from migration_safety.rows.composing.references.parent import Parent
from migration_safety.rows.composing.references.relation import constant, nothing
from migration_safety.rows.composing.world import AnyField, World
from migration_safety.rows.models import running
from migration_safety.rows.sources.choice import Joined, Mixed
from migration_safety.rows.sources.numbered.serial import Serial
from migration_safety.rows.sources.numbered.shifted import Shifted
from migration_safety.rows.sources.numbered.uuids import Uuids
from migration_safety.rows.sources.referring.keys import Keys
from migration_safety.rows.sources.referring.targets import Targets
from migration_safety.rows.sources.source import Countable, Source

# Rows of so many models are pointed at: each of them costs as much as a column.
MODELS = 3
# What a key is as text: whole numbers, and the hexadecimal digits of a UUID.
DIGITS = 19
HEXADECIMAL = 32


@dataclass(frozen=True, slots=True)
class Generic:
    """`kind` and `key` are its columns, `tables` pairs (content type, table) to point at."""

    kind: str
    key: str
    tables: tuple[tuple[bytes, Countable, int], ...]
    some: bytes
    null: bool

    @property
    def columns(self) -> tuple[str, str]:
        return (self.kind, self.key)

    def source(self) -> Source:
        """Without a thought of uniqueness: some rows of a table are preferred to others."""
        targets = [
            Joined((constant(self.kind, name), Keys(self.key, key, rows)))
            for name, key, rows in self.tables[:MODELS]
        ]
        if targets:
            return Mixed(tuple(targets)) if len(targets) > 1 else targets[0]
        if self.null:
            return Joined((nothing(self.kind), nothing(self.key)))
        return Joined((constant(self.kind, self.some), constant(self.key, b"1")))

    def countable(self) -> Targets | None:
        """Each row of all the tables once."""
        if not self.tables:
            return None
        names, keys, sizes = zip(*self.tables, strict=True)
        return Targets(self.columns, names, keys, sizes)


def generics(
    model: type[models.Model], world: World, nullable: Callable[[str], bool]
) -> Iterator[Generic]:
    """Those of the model's own table, no two of which share a column."""
    own: dict[str, Any] = {each.name: each for each in model._meta.local_concrete_fields}
    taken: set[str] = set()
    # The state of a project has none of them: they are no columns.
    options: Any = (running(model) or model)._meta
    for each in options.private_fields:
        # The class cannot be imported where contenttypes is not installed.
        if not (hasattr(each, "ct_field") and hasattr(each, "fk_field")):
            continue
        kind, key = own.get(each.ct_field), own.get(each.fk_field)
        if kind and key and taken.isdisjoint({kind.column, key.column}):
            taken |= {kind.column, key.column}
            yield Generic(
                kind.column,
                key.column,
                tuple(_tables(key, world)),
                next(iter(sorted(world.content_types.values())), b"1"),
                null=nullable(kind.column) and nullable(key.column),
            )


def _tables(field: AnyField, world: World) -> Iterator[tuple[bytes, Countable, int]]:
    for label, parent in sorted(world.parents.items()):
        key = _key(parent, field)
        if key and label in world.content_types:
            yield world.content_types[label], key, parent.rows


def _key(parent: Parent, field: AnyField) -> Countable | None:
    """The parent's primary key, where the field can hold it."""
    key = next(iter(parent.keys.values()), None)
    bare = key.source if isinstance(key, Shifted) else key
    number, uuid = isinstance(bare, Serial), isinstance(bare, Uuids)
    if isinstance(field, models.IntegerField):
        fits = number
    elif isinstance(field, models.UUIDField):
        fits = uuid
    else:
        room = getattr(field, "max_length", None) or HEXADECIMAL
        fits = (number and room >= DIGITS) or (uuid and room >= HEXADECIMAL)
    return key if fits and parent.rows else None
