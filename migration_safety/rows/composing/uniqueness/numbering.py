"""Fields whose value can be the row's number, one way or another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateRangeField,
    DateTimeRangeField,
    DecimalRangeField,
    IntegerRangeField,
)
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from migration_safety.rows.composing.world import AnyField
from migration_safety.rows.sources.numbered.numbers import Numbers
from migration_safety.rows.sources.numbered.uuids import Uuids
from migration_safety.rows.sources.source import Countable

BITS = {
    "SmallIntegerField": 15,
    "PositiveSmallIntegerField": 15,
    "SmallAutoField": 15,
    "IntegerField": 31,
    "PositiveIntegerField": 31,
    "AutoField": 31,
}
FIRST_DAY = date(2000, 1, 1).toordinal()
FIRST_SECOND = (FIRST_DAY - date(1970, 1, 1).toordinal()) * 86_400
DAY = 86_400_000_000
SECOND = 1_000_000
SECONDS = (date.max.toordinal() - FIRST_DAY) * 86_400
PRIVATE_ADDRESSES = 10 << 24
HEXADECIMAL = 32


def numbered(field: AnyField, seed: str, offset: bytes) -> Countable | None:
    """A source with another cell in every row, or None where its type or choices offer none."""
    if field.choices or field.remote_field:
        return None
    for kinds, way in WAYS.items():
        if isinstance(field, kinds):
            return way(field, field.column, seed, offset.decode())
    column = str(field.column)
    if isinstance(field, ArrayField) and isinstance(field.base_field, IN_ARRAYS):
        return Numbers(column, before="{", after="}")
    return None


def _integer(field: AnyField, column: str, *_: str) -> Countable:
    """As many as the type holds between the field's own bounds."""
    limits = [each for each in field.validators if isinstance(each, MaxValueValidator)]
    bottoms = [each for each in field.validators if isinstance(each, MinValueValidator)]
    low = max([1, *(int(_bound(each)) for each in bottoms)])
    most = (1 << BITS.get(field.get_internal_type(), 63)) - 1
    high = min([most, *(int(_bound(each)) for each in limits)])
    return Numbers(column, low=low, capacity=high - low + 1)


def _bound(validator: MaxValueValidator | MinValueValidator) -> float:
    limit = validator.limit_value
    return float(limit() if callable(limit) else limit)


def _text(field: AnyField, column: str, seed: str, offset: str) -> Countable:
    """A key that looks like one where there is room, else a code as short as it can be."""
    del offset
    length = field.max_length
    if length is not None and length < HEXADECIMAL:
        return Numbers(column, "code", low=0, capacity=36**length)
    return Uuids(column, seed)


def _decimal(field: AnyField, column: str, *_: str) -> Countable:
    if field.max_digits is None:
        return Numbers(column)
    return Numbers(column, capacity=10 ** (field.max_digits - (field.decimal_places or 0)) - 1)


def _moment(field: AnyField, column: str, seed: str, offset: str) -> Countable:
    del field, seed
    return Numbers(column, "moment", FIRST_SECOND * SECOND, SECOND, SECONDS, after=offset)


IN_ARRAYS = (models.IntegerField, models.CharField, models.TextField)
# A class stands before those that it inherits from.  Ranges have no upper end.
WAYS: dict[Any, Callable[[AnyField, str, str, str], Countable]] = {
    models.UUIDField: lambda field, column, seed, offset: Uuids(column, seed),
    models.IntegerField: _integer,
    models.DecimalField: _decimal,
    models.FloatField: lambda field, column, *_: Numbers(column),
    models.DateTimeField: _moment,
    models.DateField: lambda field, column, *_: Numbers(
        column, "date", FIRST_DAY, capacity=date.max.toordinal() - FIRST_DAY
    ),
    models.TimeField: lambda field, column, *_: Numbers(column, "time", 0, 1000, DAY // 1000),
    models.GenericIPAddressField: lambda field, column, *_: Numbers(
        column, "address", PRIVATE_ADDRESSES, capacity=1 << 24
    ),
    (IntegerRangeField, BigIntegerRangeField, DecimalRangeField): lambda field, column, *_: Numbers(
        column, before="[", after=",)"
    ),
    DateRangeField: lambda field, column, *_: Numbers(
        column, "date", FIRST_DAY, 1, date.max.toordinal() - FIRST_DAY, "[", ",)"
    ),
    DateTimeRangeField: lambda field, column, seed, offset: Numbers(
        column, "moment", FIRST_SECOND * SECOND, SECOND, SECONDS, '["', f'{offset}",)'
    ),
    models.DurationField: lambda field, column, *_: Numbers(column, after=" seconds"),
    models.JSONField: lambda field, column, *_: Numbers(column, before='{"number": ', after="}"),
    models.BinaryField: lambda field, column, *_: Numbers(column, "bytes"),
    (models.CharField, models.TextField, models.FileField): _text,
}
