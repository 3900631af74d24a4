"""What each release meets in the schema of the other, predicted."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

from migration_safety.core.releases.compatibility import Order, Stage
from tests.compatibility.releases import fails, one, planned, selection, shop

WRITES = {"INSERT shop.Item", "UPDATE shop.Item"}
NAMES = WRITES | {"SELECT shop.Item"}


def test_a_nullable_column_is_there_before_the_code_that_names_it() -> None:
    found = one(migrations.AddField("item", "colour", models.TextField(null=True)))
    assert found.order is Order.SCHEMA_FIRST
    assert fails(found.old_new) == set()
    assert fails(found.new_old) == NAMES


def test_a_required_column_stops_the_inserts_of_the_old_code() -> None:
    found = one(migrations.AddField("item", "colour", models.TextField(default="red")))
    assert found.order is Order.NEITHER
    assert fails(found.old_new) == {"INSERT shop.Item"}
    assert '"colour"' in found.broken[0].error


def test_a_default_that_the_database_keeps_serves_the_old_code() -> None:
    found = one(migrations.AddField("item", "colour", models.TextField(db_default="red")))
    assert found.order is Order.SCHEMA_FIRST


def test_a_renamed_column_fits_one_release_only() -> None:
    found = one(migrations.RenameField("item", "name", "title"))
    assert found.order is Order.NEITHER
    assert fails(found.old_new) == fails(found.new_old) == NAMES


def test_a_renamed_table_fits_one_release_only() -> None:
    found = one(migrations.RenameModel("Maker", "Brand"))
    assert found.order is Order.NEITHER
    assert {"SELECT shop.Maker", "DELETE shop.Maker"} <= fails(found.old_new)
    assert {"SELECT shop.Brand", "DELETE shop.Brand"} <= fails(found.new_old)


def test_a_dropped_column_outlives_the_old_code_where_the_new_one_need_not_fill_it() -> None:
    found = one(migrations.RemoveField("item", "note"))
    assert found.order is Order.CODE_FIRST
    assert fails(found.old_new) == NAMES


def test_a_dropped_required_column_stops_both() -> None:
    found = one(migrations.RemoveField("item", "stock"))
    assert found.order is Order.NEITHER
    assert fails(found.new_old) == {"INSERT shop.Item"}


def test_a_dropped_table_breaks_deleting_what_it_referred_to() -> None:
    found = one(migrations.DeleteModel("Item"))
    assert found.order is Order.NEITHER
    assert {"SELECT shop.Item", "DELETE shop.Maker", "DELETE shop.Tag"} <= fails(found.old_new)
    assert fails(found.new_old) == {"DELETE shop.Maker?", "DELETE shop.Tag?"}


def test_a_dropped_foreign_key_column_still_holds_rows_until_it_is_gone() -> None:
    base = shop()
    base.append(
        migrations.AddField(
            "tag", "maker", models.ForeignKey("shop.Maker", models.CASCADE, null=True)
        )
    )
    found = one(migrations.RemoveField("tag", "maker"), base=base)
    assert fails(found.new_old) == {"DELETE shop.Maker?"}
    assert found.premature[0].only == "rows that shop_tag.maker_id still refers to"


def forgotten(field: str, *statements: str) -> migrations.SeparateDatabaseAndState:
    """The state forgets a field, and the database runs these statements."""
    return migrations.SeparateDatabaseAndState(
        state_operations=[migrations.RemoveField("item", field)],
        database_operations=[migrations.RunSQL(each, "") for each in statements],
    )


def test_a_forgotten_column_that_is_required_stops_the_new_code_on_any_schema() -> None:
    found = one(forgotten("stock"))
    assert found.order is Order.NEITHER
    assert fails(found.new_new) == fails(found.new_old) == {"INSERT shop.Item"}
    assert found.lost


def test_a_forgotten_column_that_is_relieved_goes_first() -> None:
    found = one(forgotten("stock", "ALTER TABLE shop_item ALTER COLUMN stock DROP NOT NULL"))
    assert found.order is Order.SCHEMA_FIRST
    assert not found.lost


def test_a_forgotten_nullable_column_disturbs_nobody() -> None:
    assert one(forgotten("note")).order is Order.EITHER


def test_a_forgotten_foreign_key_keeps_the_new_code_from_deleting() -> None:
    found = one(
        forgotten("maker", "ALTER TABLE shop_item ALTER COLUMN maker_id DROP NOT NULL"),
    )
    assert fails(found.new_new) == {"DELETE shop.Maker?"}
    assert found.order is Order.NEITHER


def test_a_many_to_many_table_is_linked_and_looked_into() -> None:
    found = one(
        migrations.AddField(
            "item", "makers", models.ManyToManyField("shop.Maker", related_name="+")
        )
    )
    assert found.order is Order.SCHEMA_FIRST
    assert {"INSERT shop.Item_makers", "DELETE shop.Item", "DELETE shop.Maker"} <= fails(
        found.new_old
    )


def test_what_a_parent_demands_its_child_cannot_give() -> None:
    base = [*shop(), migrations.CreateModel("Book", [], bases=("shop.item",))]
    base[-1].fields.append(
        (
            "item_ptr",
            models.OneToOneField(
                "shop.Item", models.CASCADE, auto_created=True, primary_key=True, parent_link=True
            ),
        )
    )
    found = one(migrations.AddField("item", "colour", models.TextField(default="")), base=base)
    assert fails(found.old_new) == {"INSERT shop.Item", "INSERT shop.Book"}


def test_a_column_that_takes_no_null_any_more_fails_for_null_alone() -> None:
    found = one(migrations.AlterField("item", "note", models.TextField(default="")))
    assert found.order is Order.CODE_FIRST
    assert {each.only for each in found.broken} == {"NULL in note"}


def test_null_that_a_check_refuses_already_is_refused_no_more_than_before() -> None:
    check = models.CheckConstraint(condition=Q(note__isnull=False), name="note_given")
    base = [*shop(), AddConstraintNotValid("item", check)]
    found = one(migrations.AlterField("item", "note", models.TextField(default="")), base=base)
    assert found.order is Order.EITHER


def test_a_narrower_type_fails_for_what_no_longer_fits() -> None:
    found = one(migrations.AlterField("item", "name", models.CharField(max_length=20)))
    assert fails(found.old_new) == {"INSERT shop.Item?", "UPDATE shop.Item?"}
    assert found.order is Order.CODE_FIRST


def test_a_wider_type_waits_for_nobody_but_the_new_code() -> None:
    found = one(migrations.AlterField("item", "name", models.CharField(max_length=80)))
    assert found.order is Order.SCHEMA_FIRST


def test_new_constraints_fail_for_what_they_refuse() -> None:
    found = one(
        migrations.AddConstraint("item", models.UniqueConstraint(fields=["name"], name="named")),
        AddConstraintNotValid(
            "item", models.CheckConstraint(condition=Q(stock__gte=0), name="stocked")
        ),
        migrations.AddConstraint(
            "item", ExclusionConstraint(name="apart", expressions=[(F("stock"), "=")])
        ),
    )
    assert found.order is Order.CODE_FIRST
    assert found.broken[0].only == ("duplicates of name; what stocked refuses; what apart refuses")


def test_a_check_that_proves_what_the_code_keeps_breaks_nothing() -> None:
    check = models.CheckConstraint(condition=Q(name__isnull=False), name="name_given")
    assert one(AddConstraintNotValid("item", check)).order is Order.EITHER


def test_an_index_breaks_nothing() -> None:
    index = models.Index(fields=["name"], name="item_name")
    assert one(AddIndexConcurrently("item", index)).order is Order.EITHER


def test_what_only_people_see_is_not_probed() -> None:
    field = models.CharField(max_length=50, help_text="as printed")
    assert one(migrations.AlterField("item", "name", field)).tried == 0


def test_a_view_in_the_place_of_a_table_is_not_judged() -> None:
    found = one(
        migrations.RunSQL("ALTER TABLE shop_tag RENAME TO shop_label", ""),
        migrations.RunSQL("CREATE VIEW shop_tag AS SELECT * FROM shop_label", ""),
    )
    assert {each.model for each in found.old_new.unknown} == {"shop.Tag", "shop.Item_tags"} & {
        each.model for each in found.unknown
    }


def test_a_deploy_is_one_step_between_two_releases() -> None:
    nullable = models.TextField(null=True)
    steps = (
        [migrations.AddField("item", "colour", nullable)],
        [migrations.RunSQL("UPDATE shop_item SET colour = 'red' WHERE colour IS NULL", "")],
        [migrations.AlterField("item", "colour", models.TextField())],
    )
    plan = planned(selection(*steps), deploy=True)
    assert plan.compatibility is not None
    assert fails(plan.compatibility.old_new) == {"INSERT shop.Item"}
    assert [each.steps[0].stage for each in plan.migrations] == [
        Stage.PRE_DEPLOY,
        None,
        Stage.POST_DEPLOY,
    ]


def test_each_operation_has_its_own_stage() -> None:
    (migration,) = planned(
        selection(
            [
                migrations.AddField("item", "colour", models.TextField(null=True)),
                migrations.RemoveField("item", "note"),
                migrations.RenameField("tag", "word", "text"),
                migrations.AddIndex("maker", models.Index(fields=["name"], name="maker_name")),
            ]
        )
    ).migrations
    assert [each.stage for each in migration.steps] == [
        Stage.PRE_DEPLOY,
        Stage.POST_DEPLOY,
        Stage.NEITHER,
        Stage.EITHER,
    ]
