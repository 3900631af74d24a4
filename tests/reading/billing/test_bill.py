"""What becomes of rows that were written after the way forward, on the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models

from tests.reading.billing.units import Billed, item


def altered(before: models.Field[Any, Any], after: models.Field[Any, Any]) -> list[Any]:
    return [[item(("name", before))], migrations.AlterField("item", "name", after)]


CHANGED = {
    "text of five characters": (
        models.CharField(max_length=5),
        models.TextField(),
        "truncates shop_item.name to 5 characters",
    ),
    "slug": (
        models.SlugField(max_length=5),
        models.CharField(max_length=20),
        "truncates shop_item.name to 5 characters",
    ),
    "wider": (
        models.CharField(max_length=5),
        models.CharField(max_length=20),
        "fails after text of 20 characters in shop_item.name",
    ),
    "null": (
        models.TextField(),
        models.TextField(null=True),
        "fails after NULL in shop_item.name",
    ),
    "unique": (
        models.IntegerField(unique=True),
        models.IntegerField(),
        "fails after two rows with the same name in shop_item.name",
    ),
    "scale": (
        models.DecimalField(max_digits=8, decimal_places=2),
        models.DecimalField(max_digits=8, decimal_places=4),
        "rounds shop_item.name to numeric(8,2)",
    ),
    "moment": (models.DateField(), models.DateTimeField(), "changes shop_item.name"),
    "float": (models.IntegerField(), models.FloatField(), "fails after the number 1e+300 in"),
    "bigint": (
        models.IntegerField(),
        models.BigIntegerField(),
        "fails after the number 9223372036854775807 in shop_item.name",
    ),
    "help": (
        models.CharField(max_length=5),
        models.CharField(max_length=5, help_text="Your name."),
        "rollback loses nothing",
    ),
    "index": (
        models.CharField(max_length=5),
        models.CharField(max_length=5, db_index=True),
        "rollback loses nothing",
    ),
    "narrower": (
        models.CharField(max_length=20),
        models.CharField(max_length=20, unique=True),
        "rollback loses nothing",
    ),
}


@pytest.mark.parametrize("change", CHANGED)
def test_changed(change: str, billed: Billed) -> None:
    before, after, headline = CHANGED[change]
    found = billed(*altered(before, after))
    print(found)
    print(found.headline)
    assert headline in found.headline
    assert found.unwritten == ()
