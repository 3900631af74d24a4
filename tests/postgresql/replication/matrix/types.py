"""Columns of another type."""

from __future__ import annotations

from django.db import migrations, models

from tests.postgresql.replication.case import LOSSY, LOUD, SILENT, Case, Way, usual

LONGER = "'a name that is longer than twenty'"


def retyped(name: str, field: models.Field) -> tuple[migrations.AlterField, ...]:
    """AlterField of a column of shop_author."""
    return (migrations.AlterField("author", name, field),)


def by_sql(clause: str) -> tuple[migrations.RunSQL, ...]:
    """ALTER COLUMN of shop_author."""
    return (migrations.RunSQL(f"ALTER TABLE shop_author ALTER COLUMN {clause}"),)


WIDER = retyped("name", models.CharField(max_length=50))
SHORTER = retyped("name", models.CharField(max_length=12))
WHOLE = by_sql("code TYPE integer USING code::integer")
ZONED = by_sql("joined TYPE timestamp")

CASES = (
    Case("AlterField varchar grows", WIDER, reverse=Way(judged=LOUD)),
    Case(
        "AlterField varchar grows, a longer value is written",
        WIDER,
        reverse=Way(LOUD),
        new=usual(201) + f"UPDATE shop_author SET name = {LONGER} WHERE id = 1;",
    ),
    Case(
        "AlterField varchar -> text, a longer value is written",
        retyped("name", models.TextField()),
        reverse=Way(LOUD),
        new=usual(201) + f"UPDATE shop_author SET name = {LONGER} WHERE id = 1;",
    ),
    Case("AlterField varchar shrinks", SHORTER, Way(judged=LOUD)),
    Case(
        "AlterField varchar shrinks, a longer value arrives",
        SHORTER,
        Way(LOUD),
        old=usual(101) + "UPDATE shop_author SET name = 'thirteen char' WHERE id = 1;",
    ),
    Case(
        "AlterField integer -> bigint",
        retyped("qty", models.BigIntegerField()),
        reverse=Way(judged=LOUD),
    ),
    Case(
        "AlterField integer -> bigint, a larger value is written",
        retyped("qty", models.BigIntegerField()),
        reverse=Way(LOUD, LOUD),
        new=usual(201, qty=5_000_000_000),
    ),
    Case(
        "AlterField integer -> smallint, a larger value arrives",
        retyped("qty", models.SmallIntegerField()),
        Way(LOUD),
        old=usual(101, qty=40_000),
    ),
    Case(
        "AlterField AutoField -> BigAutoField",
        (migrations.AlterField("item", "id", models.BigAutoField(primary_key=True)),),
        reverse=Way(judged=LOUD),
        blue=(migrations.CreateModel("Item", [("id", models.AutoField(primary_key=True))]),),
        old="INSERT INTO shop_item VALUES (1);",
        new="INSERT INTO shop_item VALUES (2);",
    ),
    Case(
        "AlterField AutoField -> BigAutoField, a larger number is drawn",
        (migrations.AlterField("item", "id", models.BigAutoField(primary_key=True)),),
        reverse=Way(LOUD, LOUD),
        blue=(migrations.CreateModel("Item", [("id", models.AutoField(primary_key=True))]),),
        old="INSERT INTO shop_item VALUES (1);",
        new="INSERT INTO shop_item VALUES (3000000000);",
    ),
    Case(
        "AlterField integer -> text",
        retyped("qty", models.TextField()),
        reverse=Way(judged=LOUD),
    ),
    Case(
        "AlterField integer -> text, a word is written",
        retyped("qty", models.TextField()),
        reverse=Way(LOUD, LOUD),
        new=usual(201, qty="'many'"),
    ),
    Case("AlterField text -> integer, numbers alone", WHOLE, Way(guarded=None, judged=LOUD)),
    Case(
        "AlterField text -> integer, a word arrives",
        WHOLE,
        Way(LOUD, None),
        old=usual(101, code="'abc'"),
    ),
    Case(
        "AlterField numeric(10, 4) -> numeric(10, 2)",
        retyped("price", models.DecimalField(max_digits=10, decimal_places=2)),
        Way(SILENT, None, "S10"),
        Way(SILENT, SILENT, judged=LOSSY),
    ),
    Case(
        "AlterField numeric grows, a larger value is written",
        retyped("price", models.DecimalField(max_digits=12, decimal_places=4)),
        reverse=Way(LOUD),
        new=usual(201, price="12345678.1234"),
    ),
    Case(
        "AlterField timestamptz -> date",
        retyped("joined", models.DateField()),
        Way(SILENT, None, "S10"),
        Way(SILENT, SILENT, judged=LOSSY),
    ),
    Case(
        "timestamptz -> timestamp, another TimeZone than UTC",
        ZONED,
        Way(
            SILENT,
            hazard="S9",
            sound="SELECT FROM shop_author WHERE id = 101 AND joined <> '2024-05-06 07:08:09'",
        ),
        Way(SILENT, hazard="S9"),
    ),
    Case(
        "ALTER COLUMN TYPE with USING that computes",
        by_sql("qty TYPE bigint USING qty * 100"),
        Way(SILENT, None, "S6", sound="SELECT FROM shop_author WHERE qty < 100"),
        Way(SILENT, None, "S6", sound="SELECT FROM shop_author WHERE id = 201 AND qty <> 7"),
        new=usual(201, qty=700),
    ),
    Case(
        "ALTER TYPE ADD VALUE, the value is written",
        (migrations.RunSQL("ALTER TYPE mood ADD VALUE 'angry'"),),
        reverse=Way(LOUD),
        blue=(
            migrations.RunSQL("CREATE TYPE mood AS ENUM ('calm')"),
            migrations.RunSQL("CREATE TABLE shop_mood (id integer PRIMARY KEY, mood mood)"),
        ),
        old="INSERT INTO shop_mood VALUES (1, 'calm');",
        new="INSERT INTO shop_mood VALUES (2, 'angry');",
    ),
)
