"""Rows beside those of others: nothing that may be there only once comes again."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Lower

from migration_safety.errors import VolumeError
from migration_safety.flows.volume.clearing import clear
from migration_safety.flows.volume.request import Request
from tests.accuracy.twins import broken
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import create, model
from tests.seeding.filled.test_appending import count, fill, to

# More than are compared one by one.
MANY = 60_000
FORGET = "DROP SCHEMA migration_safety CASCADE"
UNKEYED = {"id": models.UUIDField(primary_key=True, default=uuid.uuid4)}


def person(**fields: models.Field[Any, Any]) -> None:
    create([model("Person", **fields)])


def forget_runs(connection: psycopg.Connection) -> None:
    """What was seeded is now as if others had written it."""
    connection.execute(FORGET)


@pytest.mark.parametrize("rows", [300, MANY])
@pytest.mark.parametrize(
    "field",
    [
        models.CharField(max_length=40, unique=True),
        models.CharField(max_length=9, unique=True),
        models.EmailField(unique=True),
        models.SlugField(unique=True),
        models.IntegerField(unique=True),
        models.UUIDField(unique=True),
        models.DateTimeField(unique=True),
    ],
    ids=["text", "code", "email", "slug", "number", "uuid", "time"],
)
def test_what_an_earlier_run_made_that_nobody_knows_of_does_not_come_again(
    emptying: Emptying, field: models.Field[Any, Any], rows: int
) -> None:
    with emptying as connection:
        person(**UNKEYED, once=field)
        fill(emptying, Person=rows)
        forget_runs(connection)

        fill(emptying, Person=rows)
        fill(emptying, append=True, Person=20)

        assert count(connection, "shop_person") == 2 * rows + 20


@pytest.mark.parametrize("rows", [300, MANY])
def test_numbers_of_others_that_are_higher_than_their_keys(emptying: Emptying, rows: int) -> None:
    with emptying as connection:
        person(number=models.IntegerField(unique=True))
        connection.execute("INSERT INTO shop_person VALUES (3, 17), (4, 50000), (5, 2147483647)")

        fill(emptying, Person=rows)

        assert count(connection, "shop_person") == rows + 3


def test_a_key_so_high_that_no_number_of_a_row_has_room_after_it(emptying: Emptying) -> None:
    with emptying as connection:
        person(number=models.IntegerField(unique=True))
        connection.execute("INSERT INTO shop_person VALUES (2147400000, 1)")

        fill(emptying, Person=300)

        assert count(connection, "shop_person") == 301


def test_texts_that_differ_only_in_case(emptying: Emptying) -> None:
    with emptying as connection:
        meta: dict[str, object] = {"constraints": [UniqueConstraint(Lower("name"), name="folded")]}
        create([model("Person", meta=meta, **UNKEYED, name=models.CharField(max_length=40))])
        fill(emptying, Person=300)
        forget_runs(connection)
        connection.execute("UPDATE shop_person SET name = upper(name)")

        fill(emptying, Person=300)

        assert count(connection, "shop_person") == 600
        assert not list(broken(connection))


def test_pairs_of_rows_that_others_have_are_said_before(emptying: Emptying) -> None:
    with emptying as connection:
        one, other = model("One"), model("Other")
        meta: dict[str, object] = {"unique_together": {("one", "other")}}
        create([one, other, model("Link", meta=meta, one=to(one), other=to(other))])
        fill(emptying, One=20, Other=20, Link=100)
        forget_runs(connection)

        with pytest.raises(VolumeError, match=r"shop\.Link holds rows.*one_id, other_id"):
            fill(emptying, Link=100)
        fill(emptying, One=20, Link=100)

        assert count(connection, "shop_link") == 200


def test_rows_of_others_that_meet_a_condition(emptying: Emptying) -> None:
    with emptying as connection:
        once = UniqueConstraint(fields=["code"], condition=Q(live=True), name="once")
        meta: dict[str, object] = {"constraints": [once]}
        code, live = models.CharField(max_length=40), models.BooleanField()
        create([model("Person", meta=meta, **UNKEYED, code=code, live=live)])
        fill(emptying, Person=300)
        forget_runs(connection)

        fill(emptying, Person=300)

        assert not list(broken(connection))


def test_after_all_was_cleared_the_same_rows_come(emptying: Emptying) -> None:
    with emptying as connection:
        person(**UNKEYED, name=models.SlugField(unique=True))
        connection.execute("INSERT INTO shop_person VALUES (gen_random_uuid(), 'mine-12')")
        names = "SELECT array_agg(name ORDER BY name) FROM shop_person"
        fill(emptying, Person=300)
        before = connection.execute(names).fetchone()
        clear(Request(confirm=emptying.name))

        fill(emptying, Person=300)

        assert connection.execute(names).fetchone() == before


def test_rows_that_others_wrote_between_two_runs_are_compared(emptying: Emptying) -> None:
    with emptying as connection:
        person(number=models.IntegerField(unique=True))
        fill(emptying, Person=300)
        connection.execute("INSERT INTO shop_person VALUES (301, 310)")

        with pytest.raises(VolumeError, match=r"shop\.Person holds rows .*number.*\n?.*--clear"):
            fill(emptying, append=True, Person=MANY)

        assert count(connection, "shop_person") == 301
