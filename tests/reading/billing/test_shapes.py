"""Tables, columns and constraints that a unit makes or drops, with new rows in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import F, Q

from tests.reading.billing.units import KEY, Billed, item

LOSES_NOTHING = "rollback loses nothing"
NAME = ("name", models.CharField(max_length=20))
AGE = ("age", models.IntegerField())
MAKER = migrations.CreateModel("Maker", [KEY, ("name", models.CharField(max_length=50))])
SMALL = migrations.CreateModel("Maker", [("id", models.AutoField(primary_key=True))])
GROWN = models.CheckConstraint(condition=Q(age__gte=18), name="grown")
YOUNG = models.CheckConstraint(condition=Q(age__gte=12), name="grown")
ONE = models.UniqueConstraint(fields=["name"], condition=Q(age__gt=1), name="one")
TWICE = models.GeneratedField(
    expression=F("age") * 2, output_field=models.BigIntegerField(), db_persist=True
)
LINK = models.OneToOneField(
    "shop.Item", models.CASCADE, auto_created=True, primary_key=True, parent_link=True
)
BOOK = migrations.CreateModel("Book", [("item_ptr", LINK)], bases=("shop.item",))

SELF = models.ForeignKey("self", models.CASCADE, null=True)
LINE = migrations.CreateModel(
    "Line",
    [
        ("pk", models.CompositePrimaryKey("number", "position")),
        ("number", models.IntegerField()),
        ("position", models.IntegerField()),
        ("text", models.CharField(max_length=5)),
    ],
)
STATE = ("state", models.CharField(max_length=9, choices=[("a", "A"), ("b", "B"), ("c", "C")]))
FEW = models.CheckConstraint(condition=Q(state__in=["a", "b"]), name="known")
MORE = models.CheckConstraint(condition=Q(state__in=["a", "b", "c"]), name="known")


def image(length: int) -> models.ImageField:
    return models.ImageField(upload_to="images", width_field="width", max_length=length)


def maker(**more: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("shop.Maker", models.CASCADE, **more)


CASES: dict[str, tuple[list[Operation], list[Operation], str]] = {
    "a column": (
        [item()],
        [migrations.AddField("item", "age", models.IntegerField(null=True))],
        "loses 1 column",
    ),
    "a table": ([item()], [MAKER], "loses 1 table"),
    "a table and who refers to it": (
        [item()],
        [MAKER, migrations.AddField("item", "maker", maker(null=True))],
        "loses 1 table and 1 column",
    ),
    "a reference": (
        [item(), MAKER],
        [migrations.AddField("item", "maker", maker(null=True))],
        "loses 1 column",
    ),
    "a table of links": (
        [item(), MAKER],
        [migrations.AddField("item", "makers", models.ManyToManyField("shop.Maker"))],
        "loses 1 table",
    ),
    "a column of an inherited model": (
        [item(), BOOK],
        [migrations.AddField("book", "pages", models.IntegerField(null=True))],
        "loses 1 column",
    ),
    "a computed column": (
        [item(AGE)],
        [migrations.AddField("item", "twice", TWICE)],
        LOSES_NOTHING,
    ),
    "a column dropped": (
        [item(("age", models.IntegerField(null=True)))],
        [migrations.RemoveField("item", "age")],
        LOSES_NOTHING,
    ),
    "a required column dropped": (
        [item(AGE)],
        [migrations.RemoveField("item", "age")],
        "fails whatever was written",
    ),
    "a column renamed": (
        [item(NAME)],
        [migrations.RenameField("item", "name", "label")],
        LOSES_NOTHING,
    ),
    "a table renamed": ([item(NAME)], [migrations.RenameModel("Item", "Thing")], LOSES_NOTHING),
    "an index": (
        [item(AGE)],
        [migrations.AddIndex("item", models.Index(fields=["age"], name="by_age"))],
        LOSES_NOTHING,
    ),
    "a check": ([item(AGE)], [migrations.AddConstraint("item", GROWN)], LOSES_NOTHING),
    "a check dropped": (
        [item(AGE, constraints=[GROWN])],
        [migrations.RemoveConstraint("item", "grown")],
        "fails after the number -2147483648 in shop_item.age",
    ),
    "a check relaxed": (
        [item(AGE, constraints=[GROWN])],
        [migrations.RemoveConstraint("item", "grown"), migrations.AddConstraint("item", YOUNG)],
        "fails after the number 17 in shop_item.age",
    ),
    "uniqueness of several columns dropped": (
        [item(AGE, NAME, unique_together={("age", "name")})],
        [migrations.AlterUniqueTogether("item", set())],
        "fails after two rows with the same age, name in shop_item",
    ),
    "uniqueness of some rows dropped": (
        [item(AGE, NAME, constraints=[ONE])],
        [migrations.RemoveConstraint("item", "one")],
        "fails after two rows with the same name in shop_item.name",
    ),
    "one becomes many": (
        [MAKER, item(("maker", models.OneToOneField("shop.Maker", models.CASCADE)))],
        [migrations.AlterField("item", "maker", maker())],
        "fails after two rows with the same maker in shop_item.maker_id",
    ),
    "longer paths of images": (
        [item(("width", models.IntegerField(null=True)), ("image", image(20)))],
        [migrations.AlterField("item", "image", image(60))],
        "fails after text of 60 characters in shop_item.image",
    ),
    "references that nothing demands": (
        [MAKER, item(("maker", maker()))],
        [migrations.AlterField("item", "maker", maker(db_constraint=False))],
        "fails after a reference to no row in shop_item.maker_id",
    ),
    "a reference to itself": (
        [item()],
        [migrations.AddField("item", "parent", SELF)],
        "loses 1 column",
    ),
    "a key of several columns": (
        [LINE],
        [migrations.AlterField("line", "text", models.TextField())],
        "truncates shop_line.text to 5 characters",
    ),
    "a listed value more": (
        [item(STATE, constraints=[FEW])],
        [migrations.RemoveConstraint("item", "known"), migrations.AddConstraint("item", MORE)],
        "fails after the choice 'c' in shop_item.state",
    ),
    "a proxy": (
        [item()],
        [migrations.CreateModel("Like", [], bases=("shop.item",), options={"proxy": True})],
        "touches no rows",
    ),
    "larger keys": (
        [SMALL, item(("maker", maker()))],
        [migrations.AlterField("maker", "id", models.BigAutoField(primary_key=True))],
        "fails after the key 9223372036854775807 in shop_maker.id",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_headline_says_what_becomes_of_new_rows(case: str, billed: Billed) -> None:
    base, operations, headline = CASES[case]
    found = billed(base, *operations)
    assert found.headline == headline
    assert found.unwritten == ()


def test_a_required_column_dropped_from_an_empty_table_blocks_with_the_first_row(
    billed: Billed,
) -> None:
    found = billed([item(AGE)], migrations.RemoveField("item", "age"), rows=0)
    assert found.headline == "fails after the first new row"


def test_without_rows_nothing_is_said_of_changing_them(billed: Billed) -> None:
    found = billed([item()], migrations.AddField("item", *NAME), rows=0)
    (why,) = found.unwritten
    assert why.startswith("shop_item: a deleted row and a changed row could not be written: ")
