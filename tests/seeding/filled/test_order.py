"""The order of tables, on which depends what their rows can refer to."""

from __future__ import annotations

from typing import Any

from django.db import models

from migration_safety.rows.order import ordered
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import model


def test_parents_come_in_the_order_of_the_references_to_them(emptying: Emptying) -> None:
    with emptying:
        names = [f"Parent{number}" for number in (7, 3, 1, 8, 4, 2, 6, 5)]
        parents = {f"shop.{name}": model(name) for name in names}
        references: dict[str, Any] = {
            str(each._meta.model_name): models.ForeignKey(each, models.CASCADE, related_name="+")
            for each in parents.values()
        }
        child = model("Child", **references)

        order = ordered({"shop.Child": child, **parents}, {})

        assert order.models == (*parents.values(), child)
