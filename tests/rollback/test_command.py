"""test_rollback as a user runs it, on small projects without a database of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.project import Project, migration, project

NULLABLE = 'migrations.AddField("item", "age", models.IntegerField(null=True)),'
ONE_WAY = "migrations.RunSQL(\"UPDATE shop_item SET name = ''\"),"
FIRST = """migrations.RunSQL(
    "INSERT INTO shop_item (id, name) VALUES (77, 'the first')",
    "DELETE FROM shop_item WHERE name = 'the first'",
),"""
SHOUTING = 'migrations.RunSQL("UPDATE shop_item SET name = reverse(name)", migrations.RunSQL.noop),'
CRASHING = 'migrations.RunSQL("CREATE TABLE fine (id int)", "DROP TABLE absent"),'


def tried(shop: Project, *arguments: str, status: int = 0) -> dict[str, Any]:
    """The report."""
    done = shop.run("test_rollback", "--format", "json", *arguments)
    assert done.returncode == status, done.stderr
    return dict(json.loads(done.stdout))


def test_each_migration_and_all_as_one_are_tried_on_tables_with_rows(tmp_path: Path) -> None:
    report = tried(project(tmp_path, {"0002_age": migration(NULLABLE)}), "--rows", "shop.Item=40")
    assert [each["trial"]["migrations"] for each in report["migrations"]] == [
        ["shop.0001_initial"],
        ["shop.0002_age"],
    ]
    assert report["trial"]["migrations"] == ["shop.0001_initial", "shop.0002_age"]
    # From before the first migration that finds them.
    filled = [each["trial"]["filled"]["rows"] for each in report["migrations"]]
    assert (filled[0], filled[1]["shop_item"]) == ({}, 40)


def test_what_django_refuses_to_unapply_is_irreversible(tmp_path: Path) -> None:
    report = tried(project(tmp_path, {"0002_blank": migration(ONE_WAY)}), status=1)
    assert report["migrations"][1]["trial"]["reversibility"] == "irreversible"


def test_a_reverse_that_crashes_is_a_finding_and_what_comes_after_it_is_tried_all_the_same(
    tmp_path: Path,
) -> None:
    shop = project(
        tmp_path,
        {"0002_table": migration(CRASHING), "0003_age": migration(NULLABLE, after="0002_table")},
    )
    alone, together = (tried(shop, "--workers", each, status=1) for each in ("1", "2"))
    (finding, *_) = (each for each in alone["findings"] if each["rule"] == "MS451")
    assert 'table "absent" does not exist' in finding["message"]
    assert alone["migrations"][2]["trial"]["reversibility"] == "reversible with loss"
    assert classes(together) == classes(alone)


def classes(report: dict[str, Any]) -> list[str]:
    trials = (report["trial"], *(each["trial"] for each in report["migrations"]))
    return [each["reversibility"] for each in trials]


def test_nothing_selected_is_nothing_proven(tmp_path: Path) -> None:
    done = project(tmp_path).run("test_rollback", "shop", "--since", "HEAD")
    assert done.returncode == 2


def test_what_generated_rows_alone_stop_is_tried_on_empty_tables(tmp_path: Path) -> None:
    shop = project(
        tmp_path,
        {"0002_first": migration(FIRST), "0003_age": migration(NULLABLE, after="0002_first")},
    )
    report = tried(shop, "--each-only")
    first, age = (each["trial"] for each in report["migrations"][1:])
    assert "shop_item_pkey" in first["filled"]["refused"]
    assert (first["reversibility"], age["filled"]["refused"]) == ("reversible without loss", None)
    assert age["filled"]["rows"]["shop_item"] > 0
    (rows,) = [each for each in report["checks"] if each["name"] == "Rows generated"]
    assert (rows["status"], rows["examined"] > 0) == ("warning", True)


def test_what_is_accepted_holds_for_the_same_loss_alone(tmp_path: Path) -> None:
    shop = project(tmp_path, {"0002_shout": migration(SHOUTING)})
    given = ("--each-only", "--ledger", "ledger.toml")
    shop.run(
        "test_rollback", "--each-only", "--write-baseline", "ledger.toml", "--because", "known"
    )
    assert not [each for each in tried(shop, *given)["findings"] if not each["suppressed"]]
    ledger = tmp_path / "ledger.toml"
    ledger.write_text(ledger.read_text().replace("shop_item.name changed", "shop_item.price lost"))
    spoken = [each for each in tried(shop, *given, status=1)["findings"] if not each["suppressed"]]
    assert {"MS455", "MS457"} <= {each["rule"] for each in spoken}


def test_a_touched_table_without_rows_is_no_pass(tmp_path: Path) -> None:
    extra = 'migrations.RunSQL("CREATE TABLE extra (id int)", "DROP TABLE extra"),'
    note = (
        'migrations.RunSQL("ALTER TABLE extra ADD note text",'
        ' "ALTER TABLE extra DROP COLUMN note"),'
    )
    texts = {"0002_extra": migration(extra), "0003_note": migration(note, after="0002_extra")}
    report = tried(project(tmp_path, texts), "shop", "0003", "--fail-on", "never")
    assert [each["where"] for each in report["unknown"]] == ["shop.0003_note: extra"]
    assert report["verdict"] == "unknown"
