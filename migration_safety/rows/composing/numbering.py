"""Fields whose value can be the row's number, one way or another."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from migration_safety.rows.composing.world import AnyField
from migration_safety.rows.sources.numbers import Numbers
from migration_safety.rows.sources.source import Countable
from migration_safety.rows.sources.uuids import Uuids

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
PRIVATE_ADDRESSES = 10 << 24
HEXADECIMAL = 32


def numbered(field: AnyField, seed: str, offset: bytes) -> Countable | None:
    """A source with another cell in every row, or None where its type or choices offer none."""
    if field.choices or field.remote_field:
        return None
    match field:
        case models.UUIDField():
            return Uuids(field.column, seed)
        case models.IntegerField():
            return _integer(field)
        case models.DecimalField(max_digits=int(most), decimal_places=int(places)):
            return Numbers(field.column, capacity=10 ** (most - places) - 1)
        case models.FloatField():
            return Numbers(field.column)
        case models.DateTimeField():
            after = offset.decode()
            return Numbers(field.column, "moment", FIRST_SECOND * SECOND, SECOND, after=after)
        case models.DateField():
            return Numbers(
                field.column, "date", FIRST_DAY, capacity=date.max.toordinal() - FIRST_DAY
            )
        case models.TimeField():
            return Numbers(field.column, "time", 0, 1000, DAY // 1000)
        case models.GenericIPAddressField():
            return Numbers(field.column, "address", PRIVATE_ADDRESSES, capacity=1 << 24)
        case models.JSONField():
            return Numbers(field.column, before='{"number": ', after="}")
        case models.BinaryField():
            return Numbers(field.column, "bytes")
        case ArrayField(base_field=models.IntegerField() | models.CharField() | models.TextField()):
            return Numbers(field.column, before="{", after="}")
        case models.CharField() | models.TextField() | models.FileField():
            return _text(field, seed)
    return None


def _integer(field: AnyField) -> Countable:
    """As many as the type holds between the field's own bounds."""
    limits = [each for each in field.validators if isinstance(each, MaxValueValidator)]
    bottoms = [each for each in field.validators if isinstance(each, MinValueValidator)]
    low = max([1, *(int(_bound(each)) for each in bottoms)])
    most = (1 << BITS.get(field.get_internal_type(), 63)) - 1
    high = min([most, *(int(_bound(each)) for each in limits)])
    return Numbers(field.column, low=low, capacity=high - low + 1)


def _bound(validator: MaxValueValidator | MinValueValidator) -> float:
    limit = validator.limit_value
    return float(limit() if callable(limit) else limit)


def _text(field: AnyField, seed: str) -> Countable:
    """A key that looks like one where there is room, else a code as short as it can be."""
    length = field.max_length
    if length is not None and length < HEXADECIMAL:
        return Numbers(field.column, "code", low=0, capacity=36**length)
    return Uuids(field.column, seed)
