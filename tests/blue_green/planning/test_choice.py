"""The cheapest way to ship, as plan_blue_green chooses it for small projects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.blue_green.planning.conftest import Shop, planned

NULLABLE = 'migrations.AddField("item", "age", models.IntegerField(null=True)),'
REQUIRED = 'migrations.AddField("item", "age", models.IntegerField(default=0)),'
REMOVED = 'migrations.RemoveField("item", "age"),'
RENAMED = 'migrations.RenameField("item", "name", "title"),'
WIDENED = 'migrations.AlterField("item", "age", models.BigIntegerField(null=True)),'
LARGE = {
    "schema": "migration-safety-statistics/1",
    "about": [],
    "server": "PostgreSQL 18",
    "tables": {
        "shop_item": {
            "rows": 40_000_000,
            "bytes": 4_000_000_000,
            "index_bytes": 900_000_000,
            "columns": {},
        }
    },
}


@pytest.fixture
def large(tmp_path: Path) -> str:
    """A file that says that the one table is large."""
    (tmp_path / "large.json").write_text(json.dumps(LARGE), "utf-8")
    return "large.json"


def test_what_fits_the_running_code_is_shipped_in_place(shop: Shop) -> None:
    made = planned(shop.with_pending(NULLABLE))
    assert made["strategy"] == "in place"
    assert [each["title"] for each in made["deploys"]] == ["expand", "code"]
    assert made["targets"] == [["shop", "0002_pending"]]
    assert made["origins"] == [["shop", "0001_initial"]]


def test_what_the_old_code_still_needs_is_dropped_after_it_is_gone(shop: Shop) -> None:
    shopping = shop.with_pending(NULLABLE, REMOVED)
    assert shopping.run("migrate", "shop", "0002").returncode == 0
    made = planned(shopping)
    assert made["strategy"] == "in place"
    assert [(each["title"], each["before"]) for each in made["deploys"]] == [
        ("code", []),
        ("contract", ["shop.0003_pending"]),
    ]
    assert made["point_of_no_return"].startswith("shop.0003_pending, the first migration of")


def test_what_a_small_edit_makes_fit_is_in_place_once_it_is_edited(shop: Shop) -> None:
    made = planned(shop.with_pending(REQUIRED, RENAMED), status=1)
    assert made["strategy"] == "in place"
    assert [(each["migration"], each["instead"][:26]) for each in made["obstacles"]] == [
        ("0002_pending", "Give the field db_default="),
        ("0003_pending", "Keep the column: db_column"),
    ]


def test_an_insisted_strategy_is_told_what_it_means(shop: Shop) -> None:
    made = planned(shop.with_pending(REQUIRED), "--strategy", "hold", status=1)
    assert (made["strategy"], made["overridden"]) == ("hold", True)
    assert made["reasons"][0] == "hold was asked for; in place would be chosen"
    assert "against it: shop.0002_pending operation 0" in made["reasons"]


def test_what_is_written_anew_under_a_lock_goes_to_green_while_the_old_code_runs(
    shop: Shop, large: str
) -> None:
    made = planned(shop.with_pending(NULLABLE, WIDENED), "--statistics", large)
    assert made["strategy"] == "hold"
    assert made["reasons"] == [
        "shop.0003_pending operation 0: reads and writes of shop_item wait for the rewrite of"
        " shop_item (4.0 GB, about 8 min)"
    ]
    assert [(each["name"], each["low"]) for each in made["budgets"]] == [
        ("write pause", 0.09),
        ("copy", 140.0),
        ("WAL kept by the slot", None),
        ("disk of green", 4_900_000_000.0),
    ]


def test_what_no_code_survives_besides_waits_at_the_gate(shop: Shop, large: str) -> None:
    made = planned(shop.with_pending(NULLABLE, WIDENED, RENAMED), "--statistics", large)
    assert made["strategy"] == "gate"
    (table,) = made["published"]
    assert (table["schema"], table["name"], table["identity"]) == ("public", "shop_item", "default")
    assert ["public.django_migrations", "each side has its own history"] in made["left_out"]
    assert "values of shop_item.age: blue has no such column" in made["debts"]
    assert [(each["side"], each["moment"], each["table"]) for each in made["shims"]] == [
        ("green", "after migrate", "shop_item")
    ]
    assert (table["forward"], table["reverse"]) == (["id", "name"], ["id", "name"])


def test_what_no_replication_survives_has_to_be_split(shop: Shop, large: str) -> None:
    rekeyed = """migrations.RunSQL("ALTER TABLE shop_item DROP CONSTRAINT shop_item_pkey"),"""
    made = planned(shop.with_pending(NULLABLE, WIDENED, rekeyed), "--statistics", large, status=1)
    assert made["strategy"] == "refuse"
    assert {each["kind"] for each in made["obstacles"]} == {"lock", "replication"}


def test_what_depends_on_a_contract_is_shipped_in_a_release_after_it(shop: Shop) -> None:
    more = 'migrations.AddField("item", "size", models.IntegerField(null=True)),'
    shopping = shop.with_pending(NULLABLE, REMOVED, more)
    assert shopping.run("migrate", "shop", "0002").returncode == 0
    made = planned(shopping, status=1)
    assert [(each["title"], each["before"]) for each in made["deploys"]] == [
        ("release 1: code", []),
        ("release 1: contract", ["shop.0003_pending"]),
        ("release 2: expand", ["shop.0004_pending"]),
        ("release 2: code", []),
    ]
