"""Rows that a reader believes: nothing happens before its row was made, friends are mutual."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from migration_safety.errors import VolumeError
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import create, model
from tests.seeding.filled.test_appending import count, fill


def befriended() -> None:
    friends: dict[str, Any] = {"friends": models.ManyToManyField("self", related_name="+")}
    person = model("Person", name=models.CharField(max_length=30), **friends)
    create([person])


def test_nothing_happens_to_a_row_before_it_was_made(emptying: Emptying) -> None:
    with emptying as connection:
        account = model(
            "Account",
            date_joined=models.DateTimeField(default=timezone.now),
            last_login=models.DateTimeField(null=True),
            updated_on=models.DateField(),
            deleted_at=models.DateTimeField(null=True),
        )
        create([account])

        fill(emptying, Account=2000)

        assert count(connection, "shop_account WHERE last_login < date_joined") == 0
        assert count(connection, "shop_account WHERE updated_on < date_joined::date") == 0
        assert count(connection, "shop_account WHERE deleted_at < last_login") == 0
        assert count(connection, "shop_account WHERE last_login > '2026-01-01'") == 0
        assert count(connection, "shop_account WHERE last_login > date_joined + '30 days'") > 500


def test_friends_are_mutual(emptying: Emptying) -> None:
    with emptying as connection:
        befriended()

        fill(emptying, Person=50, Person_friends=600)
        fill(emptying, append=True, Person=20, Person_friends=100)

        mutual = """shop_person_friends AS one JOIN shop_person_friends AS other
            ON one.from_person_id = other.to_person_id AND one.to_person_id = other.from_person_id
            WHERE one.from_person_id <> one.to_person_id"""
        assert count(connection, mutual) == 700


def test_more_friends_than_there_are_pairs_are_said_before(emptying: Emptying) -> None:
    with emptying as connection:
        befriended()

        with pytest.raises(VolumeError, match="only 20 differ"):
            fill(emptying, Person=5, Person_friends=21)

        assert count(connection, "shop_person") == 0
