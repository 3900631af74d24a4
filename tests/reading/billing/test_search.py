"""Which of many new rows stop the way back."""

from __future__ import annotations

from django.db import migrations, models

from migration_safety.core.trial.bills.bill import What
from migration_safety.reading.billing import Limits
from tests.reading.billing.units import Billed, item

SHORT = [("name", models.CharField(max_length=5)), ("age", models.IntegerField())]
LONG = [
    migrations.AlterField("item", "name", models.CharField(max_length=20)),
    migrations.AlterField("item", "age", models.IntegerField(null=True)),
    migrations.AddField("item", "note", models.TextField(default="")),
]


def test_what_stops_it_is_named_and_what_becomes_of_the_rest_is_told(billed: Billed) -> None:
    found = billed([item(*SHORT)], *LONG)
    assert {each.place for each in found.of(What.BLOCKS)} == {"shop_item.name", "shop_item.age"}
    assert {each.place for each in found.dropped} == {"shop_item.note"}
    assert found.unwritten == ()


def test_what_was_not_found_out_within_the_limits_is_said(billed: Billed) -> None:
    found = billed([item(*SHORT)], *LONG, limits=Limits(attempts=4))
    assert found.headline == "fails after several new rows in the tables, loses 1 column"
    assert "shop_item.age: NULL: whether it stops the way back is not known after 5 attempts" in (
        found.unwritten
    )


def test_tables_that_only_the_caller_knows_to_be_touched_are_written_to(billed: Billed) -> None:
    found = billed([item(*SHORT)], migrations.RunSQL("SELECT 1", "SELECT 1"), tables=("shop_item",))
    assert found.written > len(SHORT)
