"""The prototypes of a model: rows built by its factory, in a frozen world."""

# mypy: untyped-calls-exclude="factory"

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from random import Random
from typing import Any

from django.db.models import Field, Model
from factory.base import Factory

from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.core.volume.template import Template
from migration_safety.rows.factories import templates
from migration_safety.rows.factories.building import Built
from migration_safety.rows.factories.derived import completed, declared_names, filled_fields
from migration_safety.rows.factories.groups import groups
from migration_safety.rows.factories.iterators import restart
from migration_safety.rows.factories.relations import RowBuilder
from migration_safety.rows.factories.settled import settled
from migration_safety.rows.factories.still.few_hashes import few_hashes
from migration_safety.rows.factories.still.frozen_world import frozen_world
from migration_safety.rows.factories.still.no_database import no_database
from migration_safety.rows.factories.still.spoken_locale import spoken_locale
from migration_safety.rows.values.texts.locales import checked_locale
from migration_safety.rows.values.world import World

# Sequence numbers that no text holds by chance; one for each row, as the real ones.
MARK = 7_340_133


def prototypes(
    model: type[Model],
    *,
    unique: frozenset[str],
    factory: type[Factory[Any]] | None,
    locale: str,
    seed: int | str,
    reference: datetime,
    count: int = 1000,
    digits: int = 9,
    days: int = 1095,
    growth: float = 3.0,
) -> Prototypes:
    """`count` rows of the model, built by its factory, or one derived from its fields.

    The attnames in `unique` (and a primary key) are Templates with room for a number of so
    many `digits`; where that cannot be (numbers, dates, texts too short) rows lack them.
    Rows lack relations, generated fields and automatic keys too.
    """
    label = model._meta.label
    spoken = checked_locale(locale)
    different = unique | {field.attname for field in filled_fields(model) if field.primary_key}
    with _still(f"{seed} {label}", reference, spoken):
        world = World(Random(f"fields of {seed} {label}"), spoken, reference, days, growth)
        whole = completed(model, factory, world, unique=different)
        name = f"{factory.__module__}.{factory.__qualname__}" if factory else ""
        builder = RowBuilder(model, whole, name or f"derived from {label}")
        sheet = _Sheet(model, factory, name, different, digits)
        rows = list(_rows(builder, sheet, count))
    kept = sheet.without_ambiguity(rows)
    return Prototypes(
        label=label,
        rows=tuple(kept),
        groups=groups(builder.record.reads, kept[0] if kept else ()),
        factory=name,
        declared=sheet.declared,
    )


@contextmanager
def _still(seed: str, reference: datetime, locale: str) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(frozen_world(seed, reference))
        stack.enter_context(no_database())
        stack.enter_context(few_hashes())
        stack.enter_context(spoken_locale(locale))
        yield


def _rows(builder: RowBuilder, sheet: _Sheet, count: int) -> Iterator[dict[str, object]]:
    # One row tells which parents must be built; iterators begin with the next.
    builder.row(0)
    restart(builder.factory)
    for index in range(count):
        built = builder.row(index)
        yield sheet.row(built, builder.renumbered(built, MARK + index), MARK + index)


class _Sheet:
    """The fields that rows have, and how each is read from what was built."""

    def __init__(
        self,
        model: type[Model],
        factory: type[Factory[Any]] | None,
        name: str,
        unique: frozenset[str],
        digits: int,
    ) -> None:
        self.factory = name
        self.declared = declared_names(factory) if factory else frozenset()
        self.unique = unique
        self.digits = digits
        self.fields = [
            field
            for field in filled_fields(model)
            if field.attname not in unique or templates.is_text(field)
        ]

    def row(self, built: Built, marked: Built | None, mark: int) -> dict[str, object]:
        """The values of one row by attname, templates among them."""
        return {field.attname: self._value(field, built, marked, mark) for field in self.fields}

    def without_ambiguity(self, rows: list[dict[str, object]]) -> list[Mapping[str, object]]:
        """The rows without those unique fields for which some have no template."""
        for name in sorted(self.unique & {field.attname for field in self.fields}):
            column = [row.pop(name) for row in rows]
            found = [each for each in column if isinstance(each, Template)]
            if all(each is None or isinstance(each, Template) for each in column):
                plain = iter(templates.unambiguous(found))
                for row, each in zip(rows, column, strict=True):
                    row[name] = None if each is None else next(plain)
        return list(rows)

    def _value(
        self, field: Field[Any, Any], built: Built, marked: Built | None, mark: int
    ) -> object:
        value = settled(field, built.instance, self.factory if field.name in self.declared else "")
        if not templates.is_text(field):
            return value
        template = self._numbered(field, marked, mark)
        if template or field.attname not in self.unique or value is None:
            return template or value
        return templates.unique(field, str(value), self.digits) or value

    def _numbered(self, field: Field[Any, Any], marked: Built | None, mark: int) -> Template | None:
        if marked is None or field.name not in self.declared:
            return None
        text = field.value_from_object(marked.instance)
        return templates.numbered(field, str(text), number=mark, digits=self.digits)
