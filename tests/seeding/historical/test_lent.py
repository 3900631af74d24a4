"""What a model that was gets from the model that is."""

from __future__ import annotations

import json
from typing import Any

from django.apps.registry import Apps
from django.db import models

from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.rows.factories.historical import lent
from tests.seeding.built import built, filled
from tests.seeding.filled.shop import Model, model


def item(registry: Apps, **fields: object) -> Model:
    return model("Item", meta={"apps": registry}, **fields)


def rows(was: Model, now: Model, *unique: str) -> list[dict[str, Any]]:
    def build(of: Any, different: frozenset[str]) -> Prototypes:
        return built(of, unique=tuple(different), digits=4)

    found = lent(was, now, frozenset(unique), build=build, derive=build, digits=4)
    return [filled(row, number) for number, row in enumerate(found.rows)]


def test_a_text_that_becomes_json_is_json() -> None:
    was = item(Apps(), extra=models.TextField())
    now = item(Apps(), extra=models.JSONField())

    assert [type(json.loads(row["extra"])) for row in rows(was, now)]


def test_a_number_that_becomes_shorter_is_short() -> None:
    was = item(Apps(), price=models.FloatField())
    now = item(Apps(), price=models.DecimalField(max_digits=4, decimal_places=2))

    assert all(abs(row["price"]) < 100 for row in rows(was, now))


def test_a_text_that_was_shorter_is_its_own() -> None:
    was = item(Apps(), name=models.CharField(max_length=5))
    now = item(Apps(), name=models.CharField(max_length=200), city=models.CharField(max_length=9))

    found = rows(was, now)

    assert all(list(row) == ["name"] and len(row["name"]) <= 5 for row in found)


def test_a_field_of_another_kind_is_derived_from_what_it_was() -> None:
    was = item(Apps(), size=models.IntegerField(), name=models.CharField(max_length=50))
    now = item(Apps(), size=models.CharField(max_length=9), name=models.CharField(max_length=50))

    assert all(isinstance(row["size"], int) for row in rows(was, now))


def test_what_is_unique_by_now_differs_in_the_rows_of_then() -> None:
    was = item(Apps(), code=models.CharField(max_length=50), size=models.IntegerField())
    now = item(Apps(), code=models.CharField(max_length=50))

    codes = [row["code"] for row in rows(was, now, "code")]

    assert len(set(codes)) == len(codes)
