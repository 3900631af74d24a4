"""The boundaries of what a field's column takes, each in words."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

Bound = tuple[str, object]
# Of a text without a limit: the longer one does not fit into an index.
LENGTHS = (10_000, 2_000)
MOST_CHOICES = 20
NOBODY = 2_147_483_647
OUTSIDE = "a value outside its choices"


def boundaries(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    """Values by what they are ("text of 20 characters"), the farthest first.

    Those that its validators of least and greatest values refuse are left out; of a relation
    it is NULL, and a reference to no row where nothing demands one.
    """
    if field.remote_field:
        if not field.db_constraint and isinstance(field.target_field, models.IntegerField):
            yield "a reference to no row", NOBODY
    elif not getattr(field, "generated", False):
        yield from _within(field, connection)
    if field.null and not field.primary_key:
        yield "NULL", None


def _within(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    if field.choices:
        yield from _choices(field)
    elif hasattr(field, "base_field") and field.get_internal_type() == "ArrayField":
        yield from _array(field, connection)
    else:
        values = next((made for kind, made in KINDS.items() if isinstance(field, kind)), None)
        yield from values(field, connection) if values else ()


def _array(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    for words, value in boundaries(field.base_field, connection):
        if value is not None:
            yield f"an array of {words}", [value]
    yield "an empty array", []


def _choices(field: Any) -> Iterator[Bound]:
    values = [value for value, _ in field.flatchoices if value is not None]
    yield from ((f"the choice {value!r}", value) for value in values[:MOST_CHOICES])
    if all(isinstance(each, str) for each in values):
        longest = max(map(len, values), default=1)
        others = (letter * longest for letter in string.ascii_lowercase)
        yield OUTSIDE, next(each for each in others if each not in values)
    elif all(type(each) is int for each in values):
        yield OUTSIDE, max(values, default=0) + 1


def _text(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    """Random letters: what repeats itself is compressed, and fits where nothing else does."""
    for length in [field.max_length] if field.max_length else LENGTHS:
        random = Random(f"{field.name} {length}")
        letters = "".join(random.choices(string.ascii_letters, k=length))
        yield f"text of {length} characters", letters
    length = min(field.max_length or LENGTHS[-1], LENGTHS[-1])
    yield f"{length} characters beyond ASCII", ("ßЖ水🚲" * length)[:length]
    if not field.primary_key:
        yield "an empty text", ""


def _integer(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    least, most = connection.ops.integer_field_range(field.get_internal_type())
    low, high = _limits(field)
    yield from _numbers(_greatest(least, low), _least(most, high))


def _key(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    _, most = connection.ops.integer_field_range(field.get_internal_type())
    yield f"the key {most}", most


def _decimal(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    places, digits = field.decimal_places or 0, field.max_digits or 15
    most = Decimal(10) ** (digits - places) - Decimal(1).scaleb(-places)
    low, high = _limits(field)
    yield from _numbers(_greatest(-most, low), _least(most, high))
    step = Decimal(1).scaleb(-places)
    if places and (low is None or step >= low) and (high is None or step <= high):
        yield f"the number {step:f}", step


def _float(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    low, high = _limits(field)
    for value in (1e300, -1e300, 1.7, 1e-300):
        if (low is None or value >= low) and (high is None or value <= high):
            yield f"the number {value:g}", value


def _boolean(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    yield from (("true", True), ("false", False))


def _moment(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    zone = UTC if settings.USE_TZ else None
    yield "a moment with microseconds", datetime(2026, 1, 2, 13, 45, 59, 123456, zone)
    yield "a moment of the year 9999", datetime(9999, 12, 30, 23, 59, 59, 999999, zone)
    yield "a moment of the year 1000", datetime(1000, 1, 2, 0, 0, 0, 0, zone)


def _day(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    yield "a day of the year 9999", date(9999, 12, 30)
    yield "a day of the year 1000", date(1000, 1, 2)


def _clock(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    yield "a time with microseconds", time(23, 59, 59, 999999)
    yield "midnight", time()


def _span(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    yield "a duration of 1000 days and a microsecond", timedelta(days=1000, microseconds=1)
    yield "a negative duration", timedelta(microseconds=-1)


def _uuid(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    yield "the greatest UUID", UUID(int=2**128 - 1)


def _document(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    yield "a nested JSON object", {"a": {"ßЖ水🚲": [1, 1.5, None, True, "b"]}}
    shapes: list[Bound] = [("object", {}), ("array", []), ("text", "a"), ("number", 1.5)]
    yield from ((f"a JSON {name}", shape) for name, shape in shapes)
    yield "the JSON value null", models.Value(None, models.JSONField())


def _octets(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    length = field.max_length or 1000
    yield f"{length} bytes", (bytes(range(255, -1, -1)) * length)[:length]
    yield "no bytes", b""


def _address(field: Any, connection: BaseDatabaseWrapper) -> Iterator[Bound]:
    if field.protocol != "IPv4":
        yield "an IPv6 address", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"
    if field.protocol != "IPv6":
        yield "an IPv4 address", "203.0.113.255"


def _numbers(least: Any, most: Any) -> Iterator[Bound]:
    yield f"the number {most}", most
    yield f"the number {least}", least


def _limits(field: Any) -> tuple[Any, Any]:
    """What its own validators allow."""
    lows = [_limit(each) for each in field.validators if isinstance(each, MinValueValidator)]
    highs = [_limit(each) for each in field.validators if isinstance(each, MaxValueValidator)]
    return max(lows, default=None), min(highs, default=None)


def _limit(validator: Any) -> Any:
    return validator.limit_value() if callable(validator.limit_value) else validator.limit_value


def _greatest(*values: Any) -> Any:
    return max(each for each in values if each is not None)


def _least(*values: Any) -> Any:
    return min(each for each in values if each is not None)


# The first that fits: what is derived from others comes before them.
KINDS: dict[type, Any] = {
    models.AutoField: _key,
    models.BigAutoField: _key,
    models.SmallAutoField: _key,
    models.CharField: _text,
    models.TextField: _text,
    models.FileField: _text,
    models.IntegerField: _integer,
    models.DecimalField: _decimal,
    models.FloatField: _float,
    models.BooleanField: _boolean,
    models.DateTimeField: _moment,
    models.DateField: _day,
    models.TimeField: _clock,
    models.DurationField: _span,
    models.UUIDField: _uuid,
    models.JSONField: _document,
    models.BinaryField: _octets,
    models.GenericIPAddressField: _address,
}
