"""Rows against what is promised of them, and against what pending migrations demand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migration_safety.checks import state
from migration_safety.checks.graph import DISK
from migration_safety.checks.integrity import DEMANDS, REFERENCES, references_check
from migration_safety.core.catalog.demand import Presence, Shortfall
from migration_safety.core.report import Status
from tests.checks.shop import Shop, shop
from tests.project import migration, project

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


ROUTER = """
class Router:
    def allow_migrate(self, db, app_label, **hints):
        return db == "default"
"""
SECOND = """
DATABASE_ROUTERS = ["routing.Router"]
DATABASES["second"] = DATABASES["default"] | {"OPTIONS": {"options": "-c search_path=apart"}}
"""


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
    assert "but not so 2 rows (key 1; 2)" in found["details"][0]
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


def test_what_was_not_finished_is_never_a_pass() -> None:
    done = Shortfall(Presence("item", "name"))
    slow = Shortfall(Presence("item", "note"), unanswered="not finished in 30 s")

    partly, not_at_all = references_check([done, slow]), references_check([slow])

    assert (partly.status, partly.examined) == (Status.WARNING, 1)
    assert (not_at_all.status, not_at_all.examined) == (Status.SKIPPED, 0)
    assert partly.details == ("NOT NULL on item (note): not finished in 30 s",)


def test_a_failed_check_is_told_where_no_migration_is_selected(
    tmp_path: Path, database_url: str
) -> None:
    it = shop(tmp_path, database_url)
    it.run("SET session_replication_role = replica; " + "; ".join(ROWS[1:]))

    done = it.project.check()

    assert done.returncode == 1
    assert done.stdout.startswith("DANGER: 1 check failed")


def test_sqlite_has_the_checks_of_the_graph_alone(tmp_path: Path) -> None:
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "shop.sqlite3")}
    project(tmp_path, database=database).run("migrate")

    found = Shop(project(tmp_path, database=database), "").checks()

    assert (found[DISK]["status"], found[DISK]["examined"]) == ("passed", 1)
    assert found[REFERENCES]["message"] == "the database is SQLite"


def test_a_database_that_the_router_leaves_empty_lacks_nothing(
    tmp_path: Path, database_url: str
) -> None:
    it = shop(tmp_path, database_url)
    (tmp_path / "routing.py").write_text(ROUTER, encoding="utf-8")
    with (tmp_path / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write(SECOND)
    it.run("CREATE SCHEMA apart")
    assert it.project.run("migrate", "--database", "second").returncode == 0

    found = it.checks("--database", "second")

    assert found[DISK]["status"] == "passed"
    assert {found[name]["status"] for name in state.NAMES} == {"skipped"}
