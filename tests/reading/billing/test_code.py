"""New rows, taken back by what somebody wrote by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import migrations, models

from tests.reading.billing.units import Billed, item

NAME = ("name", models.CharField(max_length=20))
COPY = "CREATE TABLE copied AS SELECT * FROM shop_item"


def python(forward: Callable[[Any], None], back: Callable[[Any], None]) -> migrations.RunPython:
    def of_items(function: Callable[[Any], None]) -> Any:
        return lambda apps, editor: function(apps.get_model("shop", "Item").objects)

    return migrations.RunPython(of_items(forward), of_items(back))


def nothing(items: Any) -> None:
    """As many reverses do."""


def split(items: Any) -> None:
    for each in items.all():
        each.first, _, each.last = each.name.partition("|")
        each.save()


def join(items: Any) -> None:
    for each in items.all():
        each.name = f"{each.first}|{each.last}"
        each.save()


def backwards(items: Any) -> None:
    for each in items.all():
        each.name = each.name[::-1]
        each.save()


def test_values_that_are_carried_to_another_column_are_not_lost(billed: Billed) -> None:
    found = billed(
        [item(("name", models.TextField(null=True)))],
        migrations.AddField("item", "first", models.TextField(default="")),
        migrations.AddField("item", "last", models.TextField(default="")),
        python(split, join),
        migrations.RemoveField("item", "name"),
    )
    assert found.headline == "rollback loses nothing"


def test_values_that_nobody_carries_are_lost(billed: Billed) -> None:
    found = billed(
        [item(("name", models.TextField(null=True)))],
        migrations.AddField("item", "first", models.TextField(default="")),
        python(nothing, nothing),
    )
    assert found.headline == "loses 1 column"


def test_a_value_that_is_changed_on_the_way_back_is_told(billed: Billed) -> None:
    found = billed([item(NAME)], python(nothing, backwards))
    assert found.headline == "changes shop_item.name"


def test_what_was_saved_aside_overwrites_what_was_changed_since(billed: Billed) -> None:
    restore = "UPDATE shop_item SET name = copied.name FROM copied WHERE copied.id = shop_item.id;"
    found = billed([item(NAME)], migrations.RunSQL(COPY, f"{restore} DROP TABLE copied"))
    assert found.headline == "puts shop_item.name back to what it was before"


def test_rows_that_were_deleted_come_back_from_a_copy(billed: Billed) -> None:
    restore = "INSERT INTO shop_item SELECT * FROM copied ON CONFLICT DO NOTHING;"
    found = billed([item(NAME)], migrations.RunSQL(COPY, f"{restore} DROP TABLE copied"))
    assert found.headline == "brings back deleted rows of shop_item"


def test_a_reverse_that_deletes_rows_of_others_is_told(billed: Billed) -> None:
    found = billed([item(NAME)], python(nothing, lambda items: items.filter(id__gt=3).delete()))
    assert found.headline == "deletes rows of shop_item"


def test_a_reverse_that_expects_rows_to_be_there_fails_without_one(billed: Billed) -> None:
    found = billed([item(NAME)], python(nothing, lambda items: items.get(id=3)))
    assert found.headline == "fails after a deleted row in shop_item"
