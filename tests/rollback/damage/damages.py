"""Migrations whose way back is subtly wrong, each beside one that does the same and is fine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

NOTHING = migrations.RunSQL.noop


@dataclass(frozen=True)
class Damage:
    """`wrong` and `fine` are operations; `seen` is what the trial of the wrong ones must say."""

    name: str
    wrong: Operation
    fine: Operation
    seen: str


def sql(forward: str, wrong: str, fine: str) -> dict[str, Operation]:
    """The same SQL with two ways back."""
    return {
        "wrong": migrations.RunSQL(forward, wrong),
        "fine": migrations.RunSQL(forward, fine),
    }


def python(forward: Any, wrong: Any, fine: Any) -> dict[str, Operation]:
    """The same function with two ways back."""
    return {
        "wrong": migrations.RunPython(forward, wrong),
        "fine": migrations.RunPython(forward, fine),
    }


def shout(apps: Any, editor: Any) -> None:
    item = apps.get_model("shop", "Item")
    item.objects.update(name=models.functions.Upper("name"))


def whisper(apps: Any, editor: Any) -> None:
    for each in apps.get_model("shop", "Item").objects.all():
        each.name = each.name.capitalize()
        each.save(update_fields=["name"])


def found(apps: Any, editor: Any) -> None:
    apps.get_model("shop", "Maker").objects.create(id=1000, name="found")


def lost(apps: Any, editor: Any) -> None:
    apps.get_model("shop", "Maker").objects.filter(id=1000).delete()


def too_much(apps: Any, editor: Any) -> None:
    item = apps.get_model("shop", "Item")
    item.objects.filter(maker__gte=4).delete()
    apps.get_model("shop", "Maker").objects.filter(id__gte=4).delete()


def nothing(apps: Any, editor: Any) -> None:
    """A way back in name alone."""


DAMAGES = [
    Damage(
        "default lost",
        **sql(
            "ALTER TABLE shop_item ALTER COLUMN place DROP DEFAULT",
            NOTHING,
            "ALTER TABLE shop_item ALTER COLUMN place SET DEFAULT 'shelf'",
        ),
        seen="column place of shop_item",
    ),
    Damage(
        "index lost",
        **sql(
            "DROP INDEX item_lower", NOTHING, "CREATE INDEX item_lower ON shop_item (lower(name))"
        ),
        seen="index item_lower of shop_item",
    ),
    Damage(
        "index invalid",
        **sql(
            "DROP INDEX log_at",
            "CREATE INDEX log_at ON ONLY shop_log (at)",
            "CREATE INDEX log_at ON shop_log (at)",
        ),
        seen="index log_at of shop_log",
    ),
    Damage(
        "index for LIKE lost",
        wrong=migrations.AlterField("item", "place", models.CharField(max_length=20)),
        fine=migrations.AlterField(
            "item", "place", models.CharField(max_length=20, db_index=True, help_text="where")
        ),
        seen="index item_one_main of shop_item",
    ),
    Damage(
        "partial unique index gone",
        **sql(
            "DROP INDEX item_one_main",
            "CREATE INDEX item_one_main ON shop_item (place) WHERE place = 'main'",
            "CREATE UNIQUE INDEX item_one_main ON shop_item (place) WHERE place = 'main'",
        ),
        seen="index item_one_main of shop_item",
    ),
    Damage(
        "constraint not valid",
        **sql(
            "ALTER TABLE shop_item DROP CONSTRAINT item_price",
            "ALTER TABLE shop_item ADD CONSTRAINT item_price CHECK (price >= 0) NOT VALID",
            "ALTER TABLE shop_item ADD CONSTRAINT item_price CHECK (price >= 0)",
        ),
        seen="item_price of shop_item",
    ),
    Damage(
        "constraint weaker",
        **sql(
            "ALTER TABLE shop_item DROP CONSTRAINT item_price",
            "ALTER TABLE shop_item ADD CONSTRAINT item_price CHECK (price >= -1)",
            "ALTER TABLE shop_item ADD CONSTRAINT item_price CHECK (price >= 0)",
        ),
        seen="item_price of shop_item",
    ),
    Damage(
        "NOT NULL lost",
        **sql(
            "ALTER TABLE shop_item ALTER COLUMN name DROP NOT NULL",
            NOTHING,
            "ALTER TABLE shop_item ALTER COLUMN name SET NOT NULL",
        ),
        seen="column name of shop_item",
    ),
    Damage(
        "type not restored",
        **sql(
            "ALTER TABLE shop_item ALTER COLUMN name TYPE varchar(80)",
            NOTHING,
            "ALTER TABLE shop_item ALTER COLUMN name TYPE varchar(40)",
        ),
        seen="column name of shop_item",
    ),
    Damage(
        "sequence not restored",
        **sql(
            "CREATE SEQUENCE again OWNED BY shop_maker.id",
            "DROP SEQUENCE again; ALTER TABLE shop_maker ALTER COLUMN id RESTART WITH 1",
            "DROP SEQUENCE again; ALTER TABLE shop_maker ALTER COLUMN id RESTART WITH 60",
        ),
        seen="shop_maker",
    ),
    Damage(
        "trigger lost",
        **sql(
            "DROP TRIGGER item_stamp ON shop_item",
            NOTHING,
            "CREATE TRIGGER item_stamp BEFORE UPDATE ON shop_item"
            " FOR EACH ROW EXECUTE FUNCTION stamp()",
        ),
        seen="trigger item_stamp of shop_item",
    ),
    Damage(
        "trigger disabled",
        **sql(
            "ALTER TABLE shop_item DISABLE TRIGGER item_stamp",
            NOTHING,
            "ALTER TABLE shop_item ENABLE TRIGGER item_stamp",
        ),
        seen="trigger item_stamp of shop_item",
    ),
    Damage(
        "view lost",
        **sql(
            "DROP VIEW shop_cheap",
            NOTHING,
            "CREATE VIEW shop_cheap AS SELECT id, code FROM shop_item WHERE code < 'c5'",
        ),
        seen="view shop_cheap",
    ),
    Damage(
        "function changed",
        **sql(
            "CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN NEW.note := now(); RETURN NEW; END'",
            NOTHING,
            "CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NEW; END'",
        ),
        seen="function stamp",
    ),
    Damage(
        "comment lost",
        **sql(
            "COMMENT ON COLUMN shop_item.name IS NULL",
            NOTHING,
            "COMMENT ON COLUMN shop_item.name IS 'as it stands on the box'",
        ),
        seen="comment on column name of shop_item",
    ),
    Damage(
        "grant lost",
        **sql(
            "REVOKE SELECT ON shop_item FROM PUBLIC",
            NOTHING,
            "GRANT SELECT ON shop_item TO PUBLIC",
        ),
        seen="grant on table shop_item",
    ),
    Damage(
        "policy lost",
        **sql(
            "DROP POLICY item_all ON shop_item",
            NOTHING,
            "CREATE POLICY item_all ON shop_item USING (true)",
        ),
        seen="policy item_all of shop_item",
    ),
    Damage(
        "row security off",
        **sql(
            "ALTER TABLE shop_item DISABLE ROW LEVEL SECURITY",
            NOTHING,
            "ALTER TABLE shop_item ENABLE ROW LEVEL SECURITY",
        ),
        seen="table shop_item",
    ),
    Damage(
        "statistics target lost",
        **sql(
            "ALTER TABLE shop_item ALTER COLUMN name SET STATISTICS -1",
            NOTHING,
            "ALTER TABLE shop_item ALTER COLUMN name SET STATISTICS 500",
        ),
        seen="column name of shop_item",
    ),
    Damage(
        "table left over",
        **sql("CREATE TABLE IF NOT EXISTS extra (id int)", NOTHING, "DROP TABLE extra"),
        seen="table extra",
    ),
    Damage(
        "data changed, no way back",
        **python(shout, nothing, whisper),
        seen="shop_item.name",
    ),
    Damage(
        "rows left over",
        **sql(
            "INSERT INTO shop_maker (id, name) VALUES (1000, 'found') ON CONFLICT DO NOTHING",
            NOTHING,
            "DELETE FROM shop_maker WHERE id = 1000",
        ),
        seen="shop_maker",
    ),
    Damage(
        "rows left over that make it fail",
        **python(found, nothing, lost),
        seen="duplicate key",
    ),
    Damage(
        "rows of others deleted",
        **python(found, too_much, lost),
        seen="shop_maker",
    ),
    Damage(
        "values rounded",
        wrong=migrations.AlterField(
            "item", "price", models.DecimalField(max_digits=12, decimal_places=2)
        ),
        fine=migrations.AlterField(
            "item", "price", models.DecimalField(max_digits=14, decimal_places=4)
        ),
        seen="shop_item.price",
    ),
    Damage(
        "values swapped",
        **sql(
            "UPDATE shop_item SET name = 'Item ' || (51 - id) WHERE id IN (1, 50)",
            NOTHING,
            "UPDATE shop_item SET name = 'Item ' || id WHERE id IN (1, 50)",
        ),
        seen="shop_item.name",
    ),
]
