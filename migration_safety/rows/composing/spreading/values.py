"""Cells as the values that statistics speak of, and the other way round."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from math import fsum
from typing import cast

from django.conf import settings
from django.db import models

from migration_safety.core.volume.cell import NULL, text_of
from migration_safety.core.volume.likeness.statistics import ColumnStatistics
from migration_safety.rows.composing.world import AnyField
from migration_safety.rows.spread.histogram import days, numbers
from migration_safety.rows.spread.widths import stored_width

NUMBERS = (models.IntegerField, models.FloatField, models.DecimalField)
TEXTS = (models.CharField, models.TextField)
# Parts of a cell, between which the row's number stands.
Parts = tuple[bytes, ...]
# What is sold, seen and said, is so by day.
MORNING = timedelta(hours=8)
HOURS = 10 * 3600
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one column, by its field and what statistics know of it."""

    field: AnyField
    known: ColumnStatistics
    encode: Callable[[AnyField, object], bytes]

    @property
    def named(self) -> dict[bytes, Hashable]:
        """What the statistics name, by cell."""
        values = (value for value in self.known.values if value is not None)
        return {self.encode(self.field, value): value for value in values}

    def of(self, cells: Sequence[Parts]) -> list[Hashable]:
        """The value in each cell, None for NULL; what differs from row to row is its parts."""
        named = self.named
        return [self._value(cell, named) for cell in cells]

    def _value(self, cell: Parts, named: Mapping[bytes, Hashable]) -> Hashable:
        if cell == (NULL,):
            return None
        if len(cell) > 1:
            return cell
        if cell[0] in named:
            return named[cell[0]]
        text = text_of(cell[0])
        return self._number(text or "") if isinstance(self.field, NUMBERS) else text

    def _number(self, text: str) -> Hashable:
        try:
            return Decimal(text)
        except InvalidOperation:
            return text

    def widths(self, cells: Sequence[Parts]) -> list[float | None] | None:
        """Of each text as the server counts it; None where width is not to be chosen."""
        chosen = isinstance(self.field, TEXTS) and not self.field.choices and not self.named
        if not chosen or not self.known.average_width or any(len(each) > 1 for each in cells):
            return None
        texts = [text_of(each[0]) for each in cells]
        return [None if text is None else stored_width(text) for text in texts]

    def likely_empty(self, built: Iterable[Parts]) -> bool:
        """Whether the most common text, whose name nobody tells, is the empty one: then the
        others are as wide as those that were built."""
        cells = list(built)
        widths = [width for width in self.widths(cells) or () if width is not None]
        if not widths or (b"",) in cells or not self.field.blank or not self.known.shares:
            return False
        mean, target = fsum(widths) / len(widths), self.known.average_width or 0
        share = self.known.shares[0]
        others = (target - share * stored_width("")) / (1 - share) if share < 1 else 0
        return abs(others - mean) < abs(target - mean)

    def between(self, count: int) -> list[bytes]:
        """So many cells, or fewer, spread over the histogram."""
        cells = (self.encode(self.field, each) for each in self._spread(count))
        return list(dict.fromkeys(cells))

    def _spread(self, count: int) -> Iterator[object]:
        if not self.known.bounds:
            return iter(())
        if isinstance(self.known.bounds[0], str):
            found = days(cast("Sequence[str]", self.known.bounds), count)
            return map(self._date, found, range(count))
        return map(self._rounded, numbers(cast("Sequence[float]", self.known.bounds), count))

    def _date(self, day: date, place: int) -> object:
        if not isinstance(self.field, models.DateTimeField):
            return day
        zone = UTC if settings.USE_TZ else None
        seconds = int(place * GOLDEN % 1 * HOURS)
        return datetime(day.year, day.month, day.day, tzinfo=zone) + MORNING + timedelta(0, seconds)

    def _rounded(self, number: float) -> object:
        if isinstance(self.field, models.IntegerField):
            return round(number)
        if isinstance(self.field, models.DecimalField):
            return round(Decimal(number), self.field.decimal_places)
        return number
