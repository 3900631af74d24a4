"""Unique expressions that make one of several values: a NULL of none, a day of many times."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.models import UniqueConstraint
from django.db.models.functions import Coalesce, ExtractYear, TruncDate, TruncMonth

from migration_safety.errors import VolumeError
from tests.accuracy.twins import broken
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import create, model
from tests.seeding.filled.test_appending import count, fill, to


def table(*expressions: Any, **fields: models.Field[Any, Any]) -> None:
    """Entries of people in projects, of which the expressions demand that they differ."""
    person, project = model("Person"), model("Project")
    at: dict[str, Any] = {"project": models.ForeignKey(project, models.CASCADE, null=True)}
    meta: dict[str, object] = {"constraints": [UniqueConstraint(*expressions, name="once")]}
    create([person, project, model("Entry", meta=meta, person=to(person), **at, **fields)])


def test_references_in_whose_place_there_is_a_value_where_they_are_null(
    emptying: Emptying,
) -> None:
    with emptying as connection:
        table("person", Coalesce("project", -1))

        fill(emptying, Person=20, Project=20, Entry=400)

        assert count(connection, "shop_entry") == 400
        assert not list(broken(connection))


def test_more_of_them_than_can_differ_are_said_before(emptying: Emptying) -> None:
    with emptying as connection:
        table("person", Coalesce("project", -1))

        with pytest.raises(VolumeError, match=r"only 400 differ in \(person_id, project_id\)"):
            fill(emptying, Person=20, Project=20, Entry=500)

        assert count(connection, "shop_entry") == 0


def test_texts_in_whose_place_there_is_an_empty_one(emptying: Emptying) -> None:
    with emptying as connection:
        table(Coalesce("note", models.Value("")), note=models.CharField(max_length=60, null=True))

        fill(emptying, Person=20, Project=20, Entry=400)

        assert count(connection, "shop_entry") == 400


@pytest.mark.parametrize("cut", [TruncDate, TruncMonth])
def test_one_entry_a_day_or_month(emptying: Emptying, cut: Any) -> None:
    with emptying as connection:
        table(cut("at"), at=models.DateTimeField())

        fill(emptying, Person=20, Project=20, Entry=1500)

        assert count(connection, "shop_entry") == 1500


@pytest.mark.parametrize("field", [models.DateTimeField(), models.DateTimeField(auto_now_add=True)])
def test_one_entry_a_day_and_person(emptying: Emptying, field: models.Field[Any, Any]) -> None:
    with emptying as connection:
        table("person", TruncDate("at"), at=field)

        fill(emptying, Person=20, Project=20, Entry=1500)

        years = "shop_entry WHERE at BETWEEN '2022-12-01' AND '2026-01-02'"
        assert count(connection, years) == 1500
        assert not list(broken(connection))


def test_a_year_and_a_person_of_dates(emptying: Emptying) -> None:
    with emptying as connection:
        table("person", ExtractYear("on"), on=models.DateField())

        fill(emptying, Person=20, Project=20, Entry=700)

        assert count(connection, "shop_entry") == 700
