"""What cannot be filled is said with its reason, before anything is written."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from migration_safety.errors import VolumeError
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import seed
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import LABEL, create, model

CASCADE = models.CASCADE


def refusal(emptying: Emptying, rows: dict[str, int] | None = None) -> str:
    """The error of a seeding of the whole app."""
    request = Request(names=(LABEL,), confirm=emptying.name, rows=rows or {}, workers=1)
    with pytest.raises(VolumeError) as caught:
        seed(request)
    return str(caught.value)


def journals(connection: psycopg.Connection) -> list[Any]:
    """What shows that a run began."""
    return connection.execute(
        "SELECT 1 FROM pg_namespace WHERE nspname = 'migration_safety'"
    ).fetchall()


def test_more_rows_than_can_differ(emptying: Emptying) -> None:
    grade = models.IntegerField(choices=[(1, "one"), (2, "two")], unique=True)
    with emptying as connection:
        create([model("Before", name=models.TextField()), model("Grade", grade=grade)])

        said = refusal(emptying, {"shop.Grade": 7})

        assert not journals(connection)
        assert not connection.execute("SELECT FROM shop_before").fetchall()
    assert "7" in said
    assert "only 2 differ in (grade)" in said


def test_a_check_that_nothing_passes(emptying: Emptying) -> None:
    never = models.CheckConstraint(condition=Q(size__gt=3) & Q(size__lt=2), name="never")
    with emptying as connection:
        create([model("Thing", meta={"constraints": [never]}, size=models.IntegerField())])

        said = refusal(emptying)

        assert not journals(connection)
    assert "never" in said
    assert "factory" in said


def test_a_parent_without_rows(emptying: Emptying) -> None:
    with emptying as connection:
        create([model("Note", kind=models.ForeignKey(ContentType, CASCADE))])
        connection.execute("DELETE FROM django_content_type")

        said = refusal(emptying)

        assert not journals(connection)
    assert "shop.Note.kind needs rows of contenttypes.ContentType" in said


def test_a_required_column_that_no_model_knows(emptying: Emptying) -> None:
    with emptying as connection:
        create([model("Thing", name=models.TextField())])
        connection.execute("ALTER TABLE shop_thing ADD legacy integer NOT NULL")

        said = refusal(emptying)

        assert not journals(connection)
    assert "shop.Thing: the column legacy of the database may not be NULL" in said
    assert "Give it a default in the database" in said
    assert "--exclude shop.Thing" in said


def test_a_circle_of_which_no_part_may_be_missing(emptying: Emptying) -> None:
    with emptying as connection:
        egg = model("Egg", hen=models.ForeignKey("Hen", CASCADE))
        create([egg, model("Hen", egg=models.ForeignKey(egg, CASCADE))])

        said = refusal(emptying)

        assert not journals(connection)
    assert "circle" in said


def test_a_field_of_which_nothing_is_known(emptying: Emptying) -> None:
    class Strange(models.Field):
        def db_type(self, connection: object) -> str:
            return "point"

    with emptying as connection:
        create([model("Thing", where=Strange())])

        said = refusal(emptying)

        assert not journals(connection)
    assert "Strange" in said
