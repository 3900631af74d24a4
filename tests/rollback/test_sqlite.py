"""test_rollback of a project whose database is SQLite: on files, with the same report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.project import Project, migration, project
from tests.rollback.test_command import tried

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}
LOUD = "migrations.RunSQL(\"UPDATE shop_item SET name = name || '!'\", {}),"
QUIET = "\"UPDATE shop_item SET name = rtrim(name, '!')\""
TRIGGER = """migrations.RunSQL(
    "CREATE TRIGGER noted AFTER INSERT ON shop_item BEGIN SELECT 1; END", "DROP TRIGGER noted"),"""
WIDER = 'migrations.AlterField("item", "name", models.CharField(max_length=80)),'
RENAMED = 'migrations.RenameField("item", "name", "title"),'
AGE = 'migrations.AddField("item", "age", models.IntegerField(null=True)),'
INDEX = 'migrations.RunSQL("CREATE INDEX by_name ON shop_item (name)", {}),'


def shop(folder: Path, *operations: str) -> Project:
    """Its migrations after the first, in their order."""
    texts, after = {}, "0001_initial"
    for number, each in enumerate(operations, 2):
        name = f"{number:04}_step"
        texts[name], after = migration(each, after=after), name
    return project(folder, texts, database=SQLITE)


def last(made: Project, *arguments: str, status: int = 0) -> tuple[dict[str, Any], set[str]]:
    """The trial of the last migration, and the rules that have found something."""
    report = tried(made, "--each-only", *arguments, status=status)
    assert report["environment"]["database"]["vendor"] == "sqlite"
    migration = report["migrations"][-1]
    of_it = (each for each in report["findings"] if each["migration"] == migration["name"])
    return migration["trial"], {each["rule"] for each in of_it}


def test_a_change_of_data_that_nobody_takes_back_is_seen(tmp_path: Path) -> None:
    trial, rules = last(shop(tmp_path, LOUD.format("migrations.RunSQL.noop")), status=1)
    (altered,) = trial["back"]["data"]
    assert (altered["column"], altered["change"]) == ("name", "changed")
    assert "MS457" in rules


def test_a_change_of_data_that_is_taken_back_is_fine(tmp_path: Path) -> None:
    trial, rules = last(shop(tmp_path, LOUD.format(QUIET)))
    assert (trial["reversibility"], rules) == ("reversible without loss", set())


def test_a_trigger_that_a_table_made_anew_loses_is_seen(tmp_path: Path) -> None:
    trial, _ = last(shop(tmp_path, TRIGGER, WIDER), status=1)
    assert trial["reversibility"] == "broken"
    (lost,) = trial["back"]["schema"]
    assert (lost["kind"], lost["name"], lost["change"]) == ("trigger", "noted", "lost")


def test_a_column_that_is_renamed_both_ways_loses_nothing(tmp_path: Path) -> None:
    trial, rules = last(shop(tmp_path, TRIGGER, RENAMED))
    assert (trial["reversibility"], rules) == ("reversible without loss", set())


@pytest.mark.parametrize(
    ("undo", "status", "found"),
    [
        ("migrations.RunSQL.noop", 1, "broken"),
        ('"DROP INDEX by_name"', 0, "reversible without loss"),
    ],
)
def test_an_index_that_is_left_over_is_seen(
    tmp_path: Path, undo: str, status: int, found: str
) -> None:
    trial, _ = last(shop(tmp_path, INDEX.format(undo)), status=status)
    assert trial["reversibility"] == found


def test_new_rows_are_billed_and_what_files_do_not_show_is_told(tmp_path: Path) -> None:
    report = tried(shop(tmp_path, AGE))
    trial = report["migrations"][1]["trial"]
    assert trial["bill"]["headline"] == "loses 1 column"
    assert (trial["costs"], trial["backward"]["seconds"].keys()) == ([], {"shop.0002_step"})
    skipped = {each["name"] for each in report["checks"] if each["status"] == "skipped"}
    assert {"Locks and waits", "Rewrites, log and disk"} <= skipped
    assert (tmp_path / "db.sqlite3").stat().st_size == 0


def test_a_copy_of_the_projects_own_file_is_tried_with_its_rows(tmp_path: Path) -> None:
    made = shop(tmp_path, AGE)
    assert made.run("migrate", "shop", "0001", "-v0").returncode == 0
    by_hand = 'from shop.models import Item; Item.objects.create(name="mine")'
    assert made.run("shell", "-v0", "-c", by_hand).returncode == 0
    before = (tmp_path / "db.sqlite3").read_bytes()
    report = tried(made, "shop", "0002", "--clone-from", "default", "--workers", "2")
    assert "Tried on a copy of the file of the database 'default'." in report["notes"]
    assert (tmp_path / "db.sqlite3").read_bytes() == before


@pytest.mark.parametrize("asked", [("--load", "1"), ("--faults",)])
def test_what_needs_a_server_is_refused(tmp_path: Path, asked: tuple[str, ...]) -> None:
    done = shop(tmp_path, AGE).run("test_rollback", *asked)
    assert done.returncode == 2
    assert f"{asked[0]} needs a server" in done.stderr


def test_a_server_that_is_named_is_used(tmp_path: Path) -> None:
    report = tried(shop(tmp_path, AGE), "--each-only", "--sandbox", "embedded")
    assert report["environment"]["database"]["vendor"] == "postgresql"
