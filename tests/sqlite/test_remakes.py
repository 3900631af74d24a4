"""Which operations SQLite answers with a new table, and what is lost with the old one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections, migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation
from django.db.models.functions import Now

from migration_safety.core.operations.remake import Remake
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.predict import predict
from migration_safety.flows.remade import remade
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.walk import walk

MAKER = migrations.CreateModel(
    "Maker", [("id", models.AutoField(primary_key=True)), ("name", models.TextField())]
)
ITEM = migrations.CreateModel(
    "Item",
    [
        ("id", models.AutoField(primary_key=True)),
        ("name", models.CharField(max_length=50)),
        ("code", models.CharField(max_length=50, db_index=True)),
        ("mark", models.CharField(max_length=50, unique=True)),
        ("maker", models.ForeignKey("shop.Maker", models.CASCADE, null=True)),
    ],
    options={"constraints": [models.UniqueConstraint(fields=["name"], name="item_name_once")]},
)
CHECK = models.CheckConstraint(condition=models.Q(id__gt=0), name="item_id_positive")
ONCE = models.UniqueConstraint(fields=["code"], name="item_code_once")
TRIGGER = "CREATE TRIGGER kept AFTER DELETE ON shop_item BEGIN SELECT 1; END"
INDEX = "CREATE INDEX by_hand ON shop_item (name, code)"
WIDEN = migrations.AlterField("item", "name", models.CharField(max_length=99))


def add(field: models.Field[Any, Any]) -> Operation:
    return migrations.AddField("item", "more", field)


def alter(name: str, field: models.Field[Any, Any]) -> Operation:
    return migrations.AlterField("item", name, field)


def drop(name: str) -> Operation:
    return migrations.RemoveField("item", name)


def sql(text: str) -> Operation:
    return migrations.RunSQL([text], migrations.RunSQL.noop)


def written(name: str, *operations: Operation) -> migrations.Migration:
    return type("Migration", (migrations.Migration,), {"operations": operations})(name, "shop")


def observed(
    connection: BaseDatabaseWrapper, *operations: Operation, before: tuple[Operation, ...] = ()
) -> list[Remake | None]:
    """What SQLite does at each operation, on the tables of the models above."""
    first, second = written("0001", MAKER, ITEM, *before), written("0002", *operations)
    selection = Selection((first, second), frozenset({("shop", "0002")}), None, frozenset())
    plan = predict(walk(selection, Dialect(connections["default"], 18), lambda line: None))
    found, _ = remade(plan, selection, connection.alias)
    return [step.remake for step in found.migrations[0].steps]


@pytest.mark.parametrize(
    "operation",
    [
        add(models.IntegerField(default=1)),
        add(models.IntegerField(db_default=1)),
        add(models.DateTimeField(db_default=Now())),
        add(models.IntegerField(null=True, unique=True)),
        add(models.ForeignKey("shop.Maker", models.CASCADE, default=1, related_name="+")),
        WIDEN,
        alter("name", models.CharField(max_length=50, null=True)),
        alter("name", models.CharField(max_length=50, db_index=True)),
        alter("code", models.CharField(max_length=50)),
        alter("id", models.BigAutoField(primary_key=True)),
        drop("code"),
        drop("mark"),
        drop("maker"),
        migrations.AddConstraint("item", CHECK),
        migrations.AddConstraint("item", ONCE),
        migrations.RemoveConstraint("item", "item_name_once"),
    ],
    ids=repr,
)
def test_the_table_is_made_anew(connection: BaseDatabaseWrapper, operation: Operation) -> None:
    (remake,) = observed(connection, operation)

    assert remake is not None
    assert "shop_item" in remake.tables


@pytest.mark.parametrize(
    "operation",
    [
        add(models.IntegerField(null=True)),
        add(models.ForeignKey("shop.Maker", models.CASCADE, null=True, related_name="+")),
        migrations.RenameField("item", "name", "title"),
        migrations.AddIndex("item", models.Index(fields=["name"], name="item_name")),
        migrations.AlterUniqueTogether("item", {("name", "code")}),
        migrations.AlterModelOptions("item", {"ordering": ["name"]}),
        migrations.DeleteModel("Item"),
        migrations.RemoveField("maker", "name"),
        migrations.CreateModel("Other", [("id", models.AutoField(primary_key=True))]),
    ],
    ids=repr,
)
def test_the_table_stays(connection: BaseDatabaseWrapper, operation: Operation) -> None:
    assert observed(connection, operation) == [None]


def test_another_name_for_a_model_makes_each_child_anew(connection: BaseDatabaseWrapper) -> None:
    (remake,) = observed(connection, migrations.RenameModel("Maker", "Factory"))

    assert remake is not None
    assert remake.tables == ("shop_item",)


def test_a_table_of_the_same_migration_is_in_nobodys_way(connection: BaseDatabaseWrapper) -> None:
    made = migrations.CreateModel("Other", [("id", models.AutoField(primary_key=True))])
    more = migrations.AddField("other", "n", models.IntegerField(default=1))

    assert observed(connection, made, more) == [None, None]


def test_triggers_and_indexes_made_by_hand_go_with_the_old_table(
    connection: BaseDatabaseWrapper,
) -> None:
    (remake,) = observed(connection, WIDEN, before=(sql(TRIGGER), sql(INDEX)))

    assert remake is not None
    assert [(each.kind, each.name) for each in remake.lost] == [
        ("index", "by_hand"),
        ("trigger", "kept"),
    ]
    assert remake.lost[1].sql == TRIGGER


def test_they_stay_where_the_table_does(connection: BaseDatabaseWrapper) -> None:
    added = add(models.IntegerField(null=True))

    assert observed(connection, added, before=(sql(TRIGGER), sql(INDEX))) == [None]


def test_indexes_that_a_model_gives_up_are_not_lost(connection: BaseDatabaseWrapper) -> None:
    (remake,) = observed(connection, alter("code", models.CharField(max_length=50)))

    assert remake is not None
    assert remake.lost == ()


def test_sql_of_another_vendor_is_refused(connection: BaseDatabaseWrapper) -> None:
    comment = sql("ALTER TABLE shop_item ALTER COLUMN name SET NOT NULL")
    (remake,) = observed(connection, comment)

    assert remake is not None
    assert "syntax error" in remake.refused


def test_python_does_not_run(connection: BaseDatabaseWrapper) -> None:
    def never(apps: object, editor: object) -> None:
        raise AssertionError

    assert observed(connection, migrations.RunPython(never)) == [None]


def test_all_that_a_migration_changes_of_a_table_is_counted(
    connection: BaseDatabaseWrapper,
) -> None:
    both = observed(connection, WIDEN, add(models.IntegerField(default=1)))

    assert [each.times for each in both if each] == [1, 1]
