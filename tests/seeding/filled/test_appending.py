"""Rows added to tables that were seeded before: what no two rows may share stays so."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from migration_safety.core.report import Report
from migration_safety.errors import VolumeError
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import seed
from tests.accuracy.twins import broken
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import Model, create, model

CASCADE = models.CASCADE


def fill(emptying: Emptying, *, append: bool = False, **rows: int) -> Report:
    named = {f"shop.{name}": count for name, count in rows.items()}
    return seed(Request(rows=named, confirm=emptying.name, append=append, workers=1))


def to(target: Model) -> Any:
    """A reference that nothing leads back from."""
    return models.ForeignKey(target, CASCADE, related_name="+")


def once(*columns: str) -> UniqueConstraint:
    return UniqueConstraint(fields=columns, name="once")


def count(connection: psycopg.Connection, table: str) -> int:
    ((found,),) = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()
    return int(found)


def linked(**key: Any) -> None:
    """People in groups, each at most once in the same one."""
    person, group = model("Person", **key), model("Group")
    meta: dict[str, object] = {"constraints": [once("person", "group")]}
    create([person, group, model("Link", meta=meta, person=to(person), group=to(group))])


def test_pairs_of_two_different_rows_go_on_with_new_ones(emptying: Emptying) -> None:
    with emptying as connection:
        person = model("Person", name=models.CharField(max_length=30))
        apart = CheckConstraint(condition=~Q(one=F("other")), name="apart")
        meta: dict[str, object] = {"constraints": [once("one", "other"), apart]}
        create([person, model("Friend", meta=meta, one=to(person), other=to(person))])

        fill(emptying, Person=20, Friend=100)
        fill(emptying, append=True, Person=20, Friend=100)

        assert count(connection, "shop_friend") == 200
        assert not list(broken(connection))


def test_pairs_go_on_with_parents_that_stay_the_same(emptying: Emptying) -> None:
    with emptying as connection:
        linked()

        fill(emptying, Person=20, Group=20, Link=100)
        fill(emptying, append=True, Link=100)
        fill(emptying, append=True, Person=10, Link=100)

        assert count(connection, "shop_link") == 300
        assert not list(broken(connection))


def test_pairs_that_were_counted_with_fewer_parents_are_refused(emptying: Emptying) -> None:
    with emptying as connection:
        linked()

        fill(emptying, Person=20, Group=20, Link=100)
        fill(emptying, append=True, Person=20)
        with pytest.raises(VolumeError, match=r"shop\.Link cannot go on: .*person_id, group_id"):
            fill(emptying, append=True, Link=100)

        assert count(connection, "shop_link") == 100


def test_pairs_with_keys_whose_order_nobody_knows_are_refused(emptying: Emptying) -> None:
    with emptying as connection:
        linked(id=models.UUIDField(primary_key=True, default=uuid.uuid4))

        fill(emptying, Person=20, Group=20, Link=100)
        with pytest.raises(VolumeError, match=r"shop\.Link cannot go on"):
            fill(emptying, append=True, Link=100)
        fill(emptying, append=True, Person=20, Link=100)

        assert count(connection, "shop_link") == 200
        assert not list(broken(connection))


def test_rows_refer_to_new_ones_whose_keys_are_those_of_new_parents(emptying: Emptying) -> None:
    with emptying as connection:
        place = model("Place", name=models.CharField(max_length=30))
        cafe = model("Cafe", place, seats=models.IntegerField())
        create([place, cafe, model("Visit", cafe=to(cafe))])

        fill(emptying, Place=50, Cafe=50, Visit=50)
        fill(emptying, append=True, Place=200, Cafe=20, Visit=50)

        assert count(connection, "shop_visit") == 100
        assert not list(broken(connection))


def test_a_key_of_choices_is_not_counted_beyond_them(emptying: Emptying) -> None:
    with emptying as connection:
        codes = [(each, each) for each in "abc"]
        key = models.CharField(max_length=1, choices=codes, primary_key=True)
        country = model("Country", code=key)
        create([country, model("City", country=to(country))])

        with pytest.raises(VolumeError, match=r"only 3 differ in \(code\)"):
            fill(emptying, Country=1200, City=10)

        assert count(connection, "shop_country") == 0


def test_two_constraints_with_one_condition_hold(emptying: Emptying) -> None:
    with emptying as connection:
        person, house = model("Person"), model("House")
        meta: dict[str, object] = {
            "constraints": [
                UniqueConstraint(fields=[name], condition=Q(main=True), name=f"one_{name}")
                for name in ("person", "house")
            ]
        }
        main = models.BooleanField()
        home = model("Home", meta=meta, person=to(person), house=to(house), main=main)
        create([person, house, home])

        fill(emptying, Person=20, House=20, Home=300)

        assert count(connection, "shop_home") == 300
        assert not list(broken(connection))


def test_rows_refer_to_others_by_several_of_their_columns(emptying: Emptying) -> None:
    with emptying as connection:
        person = model("Person", code=models.UUIDField(unique=True))
        by_code: Any = models.ForeignKey(person, CASCADE, to_field="code", related_name="+")
        create([person, model("Note", by_code=by_code, by_key=to(person))])

        fill(emptying, Person=30)
        fill(emptying, Note=300)

        assert count(connection, "shop_note") == 300
        assert not list(broken(connection))


def test_times_reach_into_the_past_whatever_keys_others_have(emptying: Emptying) -> None:
    with emptying as connection:
        create([model("Note", made=models.DateTimeField(auto_now_add=True))])
        connection.execute("INSERT INTO shop_note (id, made) VALUES (5000000, now())")

        fill(emptying, Note=300)

        early = "shop_note WHERE id > 5000000 AND made < '2025-01-01'"
        assert count(connection, early) > 100
