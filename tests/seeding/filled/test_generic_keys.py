"""Generic foreign keys whose column has a check of its own, as that of positive numbers has."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import seed
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import create, model

ORPHANS = """
    SELECT count(*) FROM shop_tag AS tag JOIN django_content_type AS kind ON kind.id = kind_id
    WHERE kind.model <> 'person' OR key NOT IN (SELECT id FROM shop_person)
"""


def test_positive_numbers_are_keys_of_rows_that_are_there(emptying: Emptying) -> None:
    with emptying as connection:
        content_type = apps.get_model("contenttypes", "ContentType")
        kind: Any = models.ForeignKey(content_type, models.CASCADE, related_name="+")
        whose: Any = GenericForeignKey("kind", "key")
        person = model("Person")
        tag = model("Tag", kind=kind, key=models.PositiveIntegerField(), whose=whose)
        create([person, tag])

        seed(Request(rows={"shop.Person": 20, "shop.Tag": 200}, confirm=emptying.name, workers=1))

        assert connection.execute(ORPHANS.encode()).fetchall() == [(0,)]
        assert connection.execute(b"SELECT count(*) FROM shop_tag").fetchall() == [(200,)]
