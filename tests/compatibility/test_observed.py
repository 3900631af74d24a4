"""What each release meets in the schema of the other, as real servers answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models
from django.db.models import F, Q, signals

from migration_safety.core.releases.compatibility import Order
from migration_safety.core.releases.probe import Verb
from tests.compatibility.releases import fails, observed, selection, shop, tried
from tests.plugins.servers import Server

pytestmark = pytest.mark.usefixtures("reachable")
NAMES = {"SELECT shop.Item", "INSERT shop.Item", "UPDATE shop.Item"}
REQUIRED = migrations.AddField("item", "colour", models.TextField(default="red"))


def forgotten(field: str, *statements: str) -> migrations.SeparateDatabaseAndState:
    """The state forgets a field, and the database runs these statements."""
    return migrations.SeparateDatabaseAndState(
        state_operations=[migrations.RemoveField("item", field)],
        database_operations=[migrations.RunSQL(each, "") for each in statements],
    )


def test_a_required_column_refuses_the_inserts_of_the_old_code(server: Server) -> None:
    found = observed(server, REQUIRED)
    (failing,) = found.broken
    assert failing.witness == "observed"
    assert failing.error.endswith("violates not-null constraint (SQLSTATE 23502)")
    assert failing.sql.startswith('INSERT INTO "shop_item" ("name", ')
    assert fails(found.new_old) == NAMES


def test_a_default_of_the_database_serves_the_old_code(server: Server) -> None:
    found = observed(
        server, migrations.AddField("item", "colour", models.TextField(db_default="red"))
    )
    assert found.order is Order.SCHEMA_FIRST


def test_a_renamed_column_and_a_renamed_table_fit_one_release(newest: Server) -> None:
    found = observed(
        newest,
        migrations.RenameField("item", "name", "title"),
        migrations.RenameModel("Tag", "Label"),
    )
    assert fails(found.old_new) > NAMES
    assert {"INSERT shop.Tag", "DELETE shop.Tag"} < fails(found.old_new)
    assert {"INSERT shop.Label", "DELETE shop.Label"} < fails(found.new_old)


def test_deleting_looks_into_a_table_that_is_gone(newest: Server) -> None:
    found = observed(newest, migrations.DeleteModel("Item"))
    assert {"DELETE shop.Maker", "DELETE shop.Tag", "SELECT shop.Item"} <= fails(found.old_new)


def test_rows_of_a_column_that_is_to_be_dropped_keep_their_objects(server: Server) -> None:
    base = shop()
    maker = models.ForeignKey("shop.Maker", models.CASCADE, null=True)
    base.append(migrations.AddField("tag", "maker", maker))
    found = observed(server, migrations.RemoveField("tag", "maker"), base=base)
    (failing,) = found.premature
    assert (failing.verb, failing.model, failing.witness) == (
        Verb.DELETE,
        "shop.Maker",
        "observed",
    )
    assert failing.only == "rows that shop_tag.maker_id still refers to"


def test_a_forgotten_required_column_refuses_the_new_code_on_its_own_schema(
    newest: Server,
) -> None:
    found = observed(newest, forgotten("stock"))
    assert {each.witness for each in found.lost} == {"observed"}
    assert fails(found.new_new) == {"INSERT shop.Item"}


def test_a_forgotten_foreign_key_speaks_when_the_deletion_commits(newest: Server) -> None:
    relief = "ALTER TABLE shop_item ALTER COLUMN maker_id DROP NOT NULL"
    found = observed(newest, forgotten("maker", relief))
    (failing,) = found.lost
    assert "violates foreign key constraint" in failing.error
    assert (failing.verb, failing.model, failing.witness) == (
        Verb.DELETE,
        "shop.Maker",
        "observed",
    )


def test_inherited_models_and_many_to_many_tables_are_tried(newest: Server) -> None:
    link = models.OneToOneField(
        "shop.Item", models.CASCADE, auto_created=True, primary_key=True, parent_link=True
    )
    book = migrations.CreateModel(
        "Book", [("item_ptr", link), ("pages", models.IntegerField())], bases=("shop.item",)
    )
    makers = models.ManyToManyField("shop.Maker", related_name="+")
    add = migrations.AddField("item", "makers", makers)
    found = observed(newest, REQUIRED, add, base=[*shop(), book])
    assert fails(found.old_new) == {"INSERT shop.Item", "INSERT shop.Book"}
    assert {"INSERT shop.Item_makers", "DELETE shop.Book"} <= fails(found.new_old)


def test_objects_that_others_protect_are_deleted_with_them(newest: Server) -> None:
    base = shop()
    protected = models.ForeignKey("shop.Maker", models.PROTECT)
    base.append(migrations.CreateModel("Deal", [("id", models.AutoField(primary_key=True))]))
    base.append(migrations.AddField("deal", "maker", protected))
    found = observed(newest, migrations.RenameField("deal", "maker", "seller"), base=base)
    assert fails(found.old_new) >= {"DELETE shop.Maker", "SELECT shop.Deal"}


def test_values_that_the_constraints_refuse_are_made_up_anew(newest: Server) -> None:
    base = shop()
    span = [
        ("id", models.BigAutoField(primary_key=True)),
        ("begins", models.IntegerField(null=True)),
        ("ends", models.IntegerField(null=True)),
        ("code", models.CharField(max_length=3, choices=[("abc", "a"), ("xyz", "x")])),
    ]
    check = models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="in_order")
    base.append(migrations.CreateModel("Span", span, options={"constraints": [check]}))
    found = observed(newest, migrations.AddField("span", "note", models.TextField()), base=base)
    assert not found.unknown


def test_what_cannot_be_made_up_is_no_failure_of_the_migration(newest: Server) -> None:
    base = shop()
    check = models.CheckConstraint(condition=Q(name="only this"), name="picky")
    base.append(migrations.AddConstraint("item", check))
    chosen = selection(
        [migrations.AddField("item", "n", models.IntegerField(null=True))], base=base
    )
    _, seen = tried(chosen, newest)
    (migration,) = seen.migrations
    assert migration.compatibility is not None
    assert migration.compatibility.order is Order.SCHEMA_FIRST
    assert any("picky" in each.unknown for each in migration.compatibility.unknown)


def test_a_deploy_of_several_migrations_is_tried_as_one(newest: Server) -> None:
    steps = (
        [migrations.AddField("item", "colour", models.TextField(null=True))],
        [migrations.RunSQL("UPDATE shop_item SET colour = 'red' WHERE colour IS NULL", "")],
        [migrations.AlterField("item", "colour", models.TextField())],
    )
    _, seen = tried(selection(*steps), newest, deploy=True)
    assert seen.compatibility is not None
    assert [each.witness for each in seen.compatibility.broken] == ["observed"]
    assert fails(seen.compatibility.old_new) == {"INSERT shop.Item"}


def test_trying_leaves_no_row_no_number_and_no_receiver_a_trace(newest: Server) -> None:
    met: list[Any] = []

    def first(apps: Any, schema_editor: Any) -> None:
        tags = apps.get_model("shop", "Tag").objects.using(schema_editor.connection.alias)
        met.append((tags.count(), tags.create(word="first").pk))

    heard: list[Any] = []

    def hear(sender: Any, **kwargs: Any) -> None:
        heard.append(sender._meta.label)

    signals.pre_save.connect(hear)
    try:
        add = migrations.AddField("tag", "note", models.TextField(null=True))
        tried(selection([add], [migrations.RunPython(first)]), newest)
    finally:
        signals.pre_save.disconnect(hear)
    assert met == [(0, 1)]
    assert heard.count("shop.Tag") == 1
