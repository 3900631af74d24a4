"""The values of prototypes as cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models

from migration_safety.core.volume.template import Template
from migration_safety.rows.composing.pools.group import Fragment
from migration_safety.rows.composing.sheet import Sheet

# An entry of an index has room for so many characters, in whatever alphabet.
MOST = 600


def fragments(
    columns: Sequence[str], rows: Iterable[Mapping[str, object]], sheet: Sheet
) -> Iterator[Fragment]:
    """These columns of each prototype."""
    limited = indexed(sheet)
    for row in rows:
        yield tuple(_parts(row, column, sheet, limited=column in limited) for column in columns)


def indexed(sheet: Sheet) -> set[str]:
    """Columns of texts without an end, which an index has to take whole."""
    unique = {name for each in sheet.constraints.uniques for name in each.columns}
    options: Any = sheet.model._meta
    named = {name for each in options.indexes for name in each.fields}
    plain = {name for name, each in sheet.fields.items() if each.db_index or each.name in named}
    return {
        column
        for column, field in sheet.fields.items()
        if isinstance(field, models.TextField) and (column in unique or column in plain)
    }


def _parts(
    row: Mapping[str, object], column: str, sheet: Sheet, *, limited: bool
) -> tuple[bytes, ...]:
    field = sheet.fields[column]
    value = row[field.attname]
    parts: tuple[object, ...] = value.parts if isinstance(value, Template) else (value,)
    if limited:
        parts = tuple(each[:MOST] if isinstance(each, str) else each for each in parts)
    return tuple(sheet.world.encode(field, part) for part in parts)
