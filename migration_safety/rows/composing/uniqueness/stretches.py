"""Exclusion constraints: each row gets a stretch of time or numbers of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeField
from django.db import models

from migration_safety.core.volume.constraint import Constraints, Exclusion
from migration_safety.errors import VolumeError
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.uniqueness.numbering import FIRST_DAY, FIRST_SECOND, SECOND
from migration_safety.rows.composing.world import AnyField
from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.numbered.stretches import Stretches
from migration_safety.rows.sources.source import Source

HOUR = 3600 * SECOND


def stretches(
    constraints: Constraints, fields: Mapping[str, AnyField], offset: bytes
) -> dict[tuple[str, ...], Source]:
    """A source for the columns of each exclusion constraint that speaks of ranges."""
    found: dict[tuple[str, ...], Source] = {}
    for each in constraints.exclusions:
        taken = {column for columns in found for column in columns}
        if taken.isdisjoint(each.columns) and (source := _stretch(each, fields, offset.decode())):
            found[source.columns] = source
    return found


def refuse_beyond(sheet: Sheet) -> None:
    """Raises VolumeError where the last row's stretch would come after the last day there is."""
    last = Chunk(sheet.seed, sheet.label, sheet.wanted.end - 1, 1)
    for each in sheet.sources.values():
        if isinstance(each, Stretches) and sheet.wanted.rows:
            try:
                list(each.pieces(last))
            except (OverflowError, ValueError):
                raise VolumeError(
                    f"{sheet.label} cannot have {sheet.wanted.total:,} rows: with a stretch of"
                    f" ({', '.join(each.columns)}) each, they reach beyond the year 9999.",
                    "Ask for fewer rows.",
                ) from None


def _stretch(exclusion: Exclusion, fields: Mapping[str, AnyField], offset: str) -> Stretches | None:
    columns = [name for name in exclusion.columns if name in fields]
    for name in columns:
        if isinstance(fields[name], RangeField):
            return _whole(name, fields[name], offset)
    for kind in (models.DateTimeField, models.DateField, models.IntegerField):
        ends = [
            name
            for name in columns
            if isinstance(fields[name], kind) and not fields[name].remote_field
        ]
        if len(ends) == 2:
            return _pair((ends[0], ends[1]), kind, offset)
    return None


def _whole(name: str, field: AnyField, offset: str) -> Stretches:
    if isinstance(field, DateTimeRangeField):
        return Stretches((name,), "moment", FIRST_SECOND * SECOND, HOUR, offset)
    if isinstance(field, DateRangeField):
        return Stretches((name,), "date", FIRST_DAY, 1)
    return Stretches((name,), "number", 1, 10)


def _pair(names: tuple[str, str], kind: type[models.Field[Any, Any]], offset: str) -> Stretches:
    if kind is models.DateTimeField:
        return Stretches(names, "moment", FIRST_SECOND * SECOND, HOUR, offset)
    if kind is models.DateField:
        return Stretches(names, "date", FIRST_DAY, 1)
    return Stretches(names, "number", 1, 10)
