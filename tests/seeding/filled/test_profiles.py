"""What a profile says of columns, and keys that no two tables share."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import models
from django.test import override_settings

from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import seed
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import LABEL, create, model

NULLS = "SELECT count(*) FROM shop_person WHERE {} IS NULL"


@pytest.mark.parametrize("wanted", [0.0, 0.3, 0.97])
def test_columns_are_null_as_often_as_the_profile_says(emptying: Emptying, wanted: float) -> None:
    names = ("nickname", "born", "badge")
    nulls = {f"shop.Person.{name}": wanted for name in names}
    profiles = {"some": {"rows": {"shop.Person": 2000}, "nulls": nulls}}
    with emptying as connection, override_settings(MIGRATION_SAFETY={"PROFILES": profiles}):
        nickname = models.CharField(max_length=30, null=True)
        born = models.DateField(null=True)
        badge = models.CharField(max_length=30, null=True, unique=True)
        create([model("Person", nickname=nickname, born=born, badge=badge)])

        seed(Request(profile="some", confirm=emptying.name, workers=1))

        for name in names:
            ((found,),) = connection.execute(NULLS.format(name).encode()).fetchall()
            assert abs(found / 2000 - wanted) < 0.03, name


def test_identifiers_of_two_tables_are_different_ones(emptying: Emptying) -> None:
    with emptying as connection:
        key, other = (models.UUIDField(primary_key=True, default=uuid4) for _ in range(2))
        create([model("Person", id=key), model("Thing", id=other)])

        seed(Request(names=(LABEL,), confirm=emptying.name, scale=0.05, workers=1))

        both = connection.execute("SELECT id FROM shop_person UNION SELECT id FROM shop_thing")
        assert len(both.fetchall()) == 100
