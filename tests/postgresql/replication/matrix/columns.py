"""Columns that come, go, get another name, or become required."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Now, Upper

from tests.postgresql.replication.case import LOSSY, LOUD, SILENT, WORKS, Case, Way, author, usual

PHONE = models.CharField(max_length=20, null=True)
MADE = migrations.CreateModel(
    "Sum",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("n", models.IntegerField()),
        (
            "twice",
            models.GeneratedField(
                expression=F("n") * 2, output_field=models.IntegerField(), db_persist=True
            ),
        ),
    ],
)
SUMS = "INSERT INTO shop_sum (id, n) VALUES (1, 1), (2, 2);"


def generated(*, stored: bool) -> models.GeneratedField:
    """The name in capitals."""
    return models.GeneratedField(
        expression=Upper("name"), output_field=models.CharField(max_length=40), db_persist=stored
    )


def added(name: str, field: models.Field, way: Way | None = None, *, value: str = "'5'") -> Case:
    """AddField of `extra`, which the new code fills."""
    return Case(
        name,
        (migrations.AddField("author", "extra", field),),
        way or Way(),
        Way(LOUD, LOSSY, kept=f"SELECT FROM shop_author WHERE extra::text = {value}::text"),
        new=usual(201, extra=value),
    )


CASES = (
    added("AddField null", PHONE),
    added("AddField NOT NULL, default in Python", models.IntegerField(default=3), Way(LOUD)),
    added("AddField db_default", models.IntegerField(db_default=3)),
    added(
        "AddField db_default, volatile",
        models.DateTimeField(db_default=Now()),
        value="'2024-03-03 00:00:00+00'",
    ),
    added("AddField positive integer, null (CHECK)", models.PositiveIntegerField(null=True)),
    Case(
        "AddField UUID unique NOT NULL in three steps",
        (
            migrations.AddField("author", "uid", models.UUIDField(null=True)),
            migrations.RunSQL("UPDATE shop_author SET uid = gen_random_uuid() WHERE uid IS NULL"),
            migrations.AlterField("author", "uid", models.UUIDField(unique=True)),
        ),
        Way(LOUD, judged=SILENT, hazard="S5"),
        Way(LOUD, LOSSY, kept="SELECT uid FROM shop_author"),
        new=author(201, uid="gen_random_uuid()"),
    ),
    Case(
        "AddField GeneratedField stored",
        (migrations.AddField("author", "loud", generated(stored=True)),),
        Way(sound="SELECT FROM shop_author WHERE loud IS DISTINCT FROM upper(name)"),
    ),
    Case(
        "AddField GeneratedField virtual",
        (migrations.AddField("author", "loud", generated(stored=False)),),
        Way(sound="SELECT FROM shop_author WHERE loud IS DISTINCT FROM upper(name)"),
        since=18,
    ),
    Case(
        "GeneratedField becomes a plain column",
        (migrations.RunSQL("ALTER TABLE shop_sum ALTER COLUMN twice DROP EXPRESSION"),),
        Way(SILENT, None, "S11", sound="SELECT FROM shop_sum WHERE twice IS DISTINCT FROM n * 2"),
        Way(LOUD),
        blue=(MADE,),
        rows=SUMS,
        old="INSERT INTO shop_sum (id, n) VALUES (3, 3);",
        new="INSERT INTO shop_sum (id, n, twice) VALUES (4, 4, 9);",
    ),
    Case(
        "A plain column becomes a GeneratedField",
        (
            migrations.RemoveField("author", "nick"),
            migrations.AddField("author", "nick", generated(stored=True)),
        ),
        Way(LOUD, sound="SELECT FROM shop_author WHERE nick IS DISTINCT FROM upper(name)"),
        Way(LOSSY, LOSSY, kept="SELECT FROM shop_author WHERE id = 201 AND nick = upper(name)"),
        new=usual(201, without="nick"),
    ),
    Case(
        "RemoveField nullable",
        (migrations.RemoveField("author", "bio"),),
        Way(LOUD),
        Way(LOSSY, LOSSY, kept="SELECT FROM shop_author WHERE id = 201 AND bio IS NOT NULL"),
        new=usual(201, without="bio"),
    ),
    Case(
        "RemoveField NOT NULL",
        (migrations.RemoveField("author", "qty"),),
        Way(LOUD),
        Way(LOUD, LOSSY, kept="SELECT FROM shop_author WHERE id = 201 AND qty IS NOT NULL"),
        new=usual(201, without="qty"),
    ),
    Case(
        "RenameField",
        (migrations.RenameField("author", "name", "full_name"),),
        Way(LOUD, sound="SELECT FROM shop_author WHERE full_name IS DISTINCT FROM name"),
        Way(LOUD, sound="SELECT FROM shop_author WHERE id = 201 AND name <> 'Grace'"),
        new=usual(201, name="full_name", without="name", full_name="'Grace'"),
    ),
    Case(
        "RenameField, NULL is written to it",
        (migrations.RenameField("author", "nick", "alias"),),
        Way(LOUD, sound="SELECT FROM shop_author WHERE alias IS DISTINCT FROM nick"),
        Way(LOUD),
        old=usual(101) + "UPDATE shop_author SET nick = NULL WHERE id = 4;",
        new=usual(201, without="nick", alias="'a'")
        + "UPDATE shop_author SET alias = NULL WHERE id = 4;",
    ),
    Case(
        "AlterField null -> NOT NULL, no NULL arrives",
        (migrations.AlterField("author", "nick", models.CharField(max_length=20)),),
        Way(judged=LOUD),
    ),
    Case(
        "AlterField null -> NOT NULL, NULL arrives",
        (migrations.AlterField("author", "nick", models.CharField(max_length=20)),),
        Way(LOUD),
        old=usual(101, nick="NULL"),
    ),
    Case(
        "AlterField null -> NOT NULL with a default, NULL arrives",
        (migrations.AlterField("author", "nick", models.CharField(max_length=20, default="x")),),
        Way(
            LOUD,
            WORKS,
            "S4",
            judged=SILENT,
            sound="SELECT FROM shop_author WHERE nick IS NULL",
        ),
        transforms=frozenset({"nick"}),
        old=usual(101, nick="NULL"),
    ),
    Case(
        "AlterField NOT NULL -> null, NULL is written",
        (migrations.AlterField("author", "email", models.CharField(max_length=100, null=True)),),
        reverse=Way(LOUD),
        new=usual(201, email="NULL"),
    ),
    Case(
        "choices (no SQL), a new choice is written",
        (
            migrations.AlterField(
                "author", "code", models.CharField(max_length=20, choices=[("7", "seven")])
            ),
        ),
        new=usual(201, code="'7'"),
    ),
)
