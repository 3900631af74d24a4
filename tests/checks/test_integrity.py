"""Rows against what is promised of them, and against what pending migrations demand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migration_safety.checks.integrity import DEMANDS, REFERENCES
from tests.checks.shop import Shop, shop
from tests.project import migration

NAME = "models.CharField(max_length=50, {})"
UNIQUE = migration(f'migrations.AlterField("item", "name", {NAME.format("unique=True")}),')
PENDING = {
    "unique": UNIQUE,
    "unique_constraint": migration(
        'migrations.AddConstraint("item", models.UniqueConstraint(fields=["name"], name="once")),'
    ),
    "check": migration(
        'migrations.AddConstraint("item",'
        ' models.CheckConstraint(condition=models.Q(amount__lt=5), name="few")),'
    ),
    "not_null": migration(
        'migrations.AlterField("item", "loose", models.ForeignKey("shop.Shelf",'
        ' models.DO_NOTHING, db_constraint=False, related_name="+")),'
    ),
    "foreign_key": migration(
        'migrations.AlterField("item", "loose", models.ForeignKey("shop.Shelf",'
        ' models.DO_NOTHING, null=True, related_name="+")),'
    ),
}
ROWS = (
    "INSERT INTO shop_shelf (code) VALUES ('a')",
    "INSERT INTO shop_item (name, amount, shelf_id) VALUES ('x', 1, 1), ('x', 7, 1)",
    "UPDATE shop_item SET loose_id = 77 WHERE id = 2",
)


def made(folder: Path, url: str, text: str) -> Shop:
    """A shop with that second migration still to come, and rows that it trips over."""
    it = shop(folder, url, **{"0002_next": text})
    it.run(*ROWS)
    return it


def check(it: Shop, name: str, *options: str) -> dict[str, Any]:
    """One of its checks."""
    return it.checks(*options)[name]


@pytest.mark.parametrize("kind", PENDING)
def test_rows_that_a_pending_migration_trips_over_fail(
    tmp_path: Path, database_url: str, kind: str
) -> None:
    found = check(made(tmp_path, database_url, PENDING[kind]), DEMANDS)

    assert found["status"] == "failed"
    assert found["examined"] == 1
    assert "shop.0002_next demands" in found["details"][0]
    assert "(key " in found["details"][0]
    assert "'x'" not in found["details"][0]
    assert "77" not in found["details"][0]


def test_rows_that_satisfy_it_pass(tmp_path: Path, database_url: str) -> None:
    it = shop(tmp_path, database_url, **{"0002_next": UNIQUE})

    found = check(it, DEMANDS)

    assert (found["status"], found["examined"]) == ("passed", 1)


def test_rows_that_the_plan_mends_first_are_doubtful(tmp_path: Path, database_url: str) -> None:
    mending = UNIQUE.replace(
        "operations = [",
        "operations = [migrations.RunSQL(\"UPDATE shop_item SET name = 'n' || id\"),",
    )

    found = check(made(tmp_path, database_url, mending), DEMANDS)

    assert found["status"] == "warning"
    assert "unless UPDATE name of shop.0002_next mends them" in found["details"][0]


def test_orphans_fail_whoever_watches_the_relation(tmp_path: Path, database_url: str) -> None:
    it = shop(tmp_path, database_url)
    it.run("SET session_replication_role = replica; " + "; ".join(ROWS[1:]))

    found = check(it, REFERENCES)

    assert (found["status"], found["examined"]) == ("failed", 2)
    assert "2 rows (key 1; 2) lead nowhere" in found["details"][0]
    assert "shop_item (loose_id) refers to shop_shelf (id)" in found["details"][1]


def test_references_that_lead_to_rows_pass(tmp_path: Path, database_url: str) -> None:
    it = shop(tmp_path, database_url)
    it.run(*ROWS[:2])

    found = check(it, REFERENCES)

    assert (found["status"], found["examined"]) == ("passed", 2)


def test_no_row_is_read_without_a_budget(tmp_path: Path, database_url: str) -> None:
    it = made(tmp_path, database_url, UNIQUE)

    found = it.checks("--check-seconds", "0")

    assert {found[name]["status"] for name in (REFERENCES, DEMANDS)} == {"skipped"}
