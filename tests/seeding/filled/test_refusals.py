"""What cannot be filled is said with its reason, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import connection as django
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


@contextmanager
def patched(**settings: object) -> Iterator[None]:
    """Django's connection with other settings."""
    before = django.settings_dict
    django.close()
    django.settings_dict = {**before, **settings}
    try:
        yield
    finally:
        django.close()
        django.settings_dict = before


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


def test_all_that_stands_in_the_way_is_told_at_once(emptying: Emptying) -> None:
    never = models.CheckConstraint(condition=Q(size__gt=3) & Q(size__lt=2), name="never")
    with emptying as connection:
        thing = model("Thing", meta={"constraints": [never]}, size=models.IntegerField())
        part = model("Part", thing=models.ForeignKey(thing, CASCADE))
        once = model("Once", grade=models.BooleanField(unique=True))
        create([thing, part, once])

        said = refusal(emptying, {"shop.Once": 7})

        assert not journals(connection)
    assert said.startswith("2 problems stand in the way:\n  ")
    assert "never" in said
    assert "only 2 differ in (grade)" in said
    assert "Part" not in said


def test_rows_whose_days_come_after_all_days(emptying: Emptying) -> None:
    during = ExclusionConstraint(name="apart", expressions=[("during", "&&")])
    with emptying as connection:
        create([model("Stay", meta={"constraints": [during]}, during=DateRangeField())])

        said = refusal(emptying, {"shop.Stay": 2_000_000})

        assert not journals(connection)
    assert "shop.Stay cannot have 2,000,000 rows" in said


@pytest.mark.parametrize("dry", [True, False])
def test_rights_that_the_role_lacks(emptying: Emptying, dry: bool) -> None:
    with emptying as connection:
        create([model("Thing", name=models.TextField())])
        connection.execute("DROP ROLE IF EXISTS poor")
        connection.execute("CREATE ROLE poor")
        connection.execute("GRANT USAGE ON SCHEMA public TO poor")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO poor")
        options = {**django.settings_dict["OPTIONS"], "options": "-c role=poor"}
        with patched(OPTIONS=options), pytest.raises(VolumeError) as caught:
            seed(Request(names=(LABEL,), confirm=emptying.name, workers=1, dry_run=dry))

        assert not journals(connection)
        connection.execute("DROP OWNED BY poor")
        connection.execute("DROP ROLE poor")
    said = str(caught.value)
    assert 'GRANT INSERT ON "shop_thing" TO poor' in said
    assert "GRANT UPDATE ON SEQUENCE shop_thing_id_seq TO poor" in said
    assert "GRANT CREATE ON DATABASE" in said


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
