"""The fields that random models are made of."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib.postgres.fields import ArrayField, DateRangeField, IntegerRangeField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

LETTERS = [("a", "A"), ("b", "B"), ("c", "C")]
GRADES = [(1, "one"), (2, "two"), (5, "five")]


class Loud(models.CharField):
    """A field that only its parent class tells something about."""


PLAIN: dict[str, Callable[..., models.Field]] = {
    "char": lambda **kw: models.CharField(max_length=40, **kw),
    "short": lambda **kw: models.CharField(max_length=3, **kw),
    "custom": lambda **kw: Loud(max_length=12, **kw),
    "slug": models.SlugField,
    "text": models.TextField,
    "email": models.EmailField,
    "url": models.URLField,
    "file": models.FileField,
    "code": lambda **kw: models.CharField(
        max_length=9, validators=[RegexValidator(r"^[A-Z]{2}\d{3}$")], **kw
    ),
    "integer": models.IntegerField,
    "small": models.SmallIntegerField,
    "positive": models.PositiveIntegerField,
    "bounded": lambda **kw: models.IntegerField(
        validators=[MinValueValidator(-5), MaxValueValidator(900)], **kw
    ),
    "decimal": lambda **kw: models.DecimalField(max_digits=8, decimal_places=2, **kw),
    "float": models.FloatField,
    "boolean": models.BooleanField,
    "date": models.DateField,
    "moment": models.DateTimeField,
    "time": models.TimeField,
    "duration": models.DurationField,
    "uuid": models.UUIDField,
    "json": models.JSONField,
    "bytes": models.BinaryField,
    "inet": models.GenericIPAddressField,
    "array": lambda **kw: ArrayField(models.IntegerField(), **kw),
    "range": IntegerRangeField,
    "days": DateRangeField,
    "letter": lambda **kw: models.CharField(max_length=1, choices=LETTERS, **kw),
    "grade": lambda **kw: models.IntegerField(choices=GRADES, **kw),
    "stamp": lambda **kw: models.DateTimeField(default=timezone.now, **kw),
    "now": lambda **kw: models.DateTimeField(db_default=Now(), **kw),
}
# Of these there are enough for any number of rows.
DISTINCT = frozenset(PLAIN) - {"boolean", "letter", "grade", "stamp", "now", "code"}
KEYS: dict[str, Callable[[], dict[str, models.Field]]] = {
    "auto": dict,
    "uuid": lambda: {"id": models.UUIDField(primary_key=True, default=uuid.uuid4)},
    "char": lambda: {"code": models.CharField(max_length=20, primary_key=True)},
    "small": lambda: {"id": models.SmallAutoField(primary_key=True)},
    "number": lambda: {"number": models.IntegerField(primary_key=True)},
    "composite": lambda: {
        "pk": models.CompositePrimaryKey("first", "second"),
        "first": models.IntegerField(),
        "second": models.CharField(max_length=30),
    },
}
