"""A project whose database is SQLite learns what SQLite does, beside what PostgreSQL would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.project import Project, migration, project

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}
WIDEN = 'migrations.AlterField("item", "name", models.CharField(max_length=99))'
TRIGGER = (
    'migrations.RunSQL(["CREATE TRIGGER kept AFTER DELETE ON shop_item BEGIN SELECT 1; END"], "")'
)
NEEDS_ROWS = "migrations.RunPython(lambda apps, editor: 1 / 0)"


def report(made: Project, *arguments: str) -> dict[str, Any]:
    done = made.check(*arguments, "--format", "json", "--fail-on", "never")
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rules(found: dict[str, Any]) -> set[str]:
    return {each["rule"] for each in found["findings"]}


def test_a_table_made_anew_is_told_with_what_is_lost(tmp_path: Path) -> None:
    files = {"0002_kept": migration(TRIGGER), "0003_wide": migration(WIDEN, after="0002_kept")}
    found = report(project(tmp_path, files, database=SQLITE), "shop", "0003")

    assert {"MS230", "MS231"} <= rules(found)
    assert any("MS230 to MS232" in note for note in found["notes"])


def test_nothing_is_written_to_the_project_s_database(tmp_path: Path) -> None:
    made = project(tmp_path, {"0002_wide": migration(WIDEN)}, database=SQLITE)
    assert made.run("migrate", "shop", "0001").returncode == 0
    before = (tmp_path / "db.sqlite3").read_bytes()
    found = report(made)

    assert "MS230" in rules(found)
    assert (tmp_path / "db.sqlite3").read_bytes() == before


def test_python_of_the_project_does_not_run(tmp_path: Path) -> None:
    files = {
        "0002_rows": migration(NEEDS_ROWS),
        "0003_wide": migration(WIDEN, after="0002_rows"),
    }
    found = report(project(tmp_path, files, database=SQLITE), "--all")

    assert "MS230" in rules(found)
    assert "MS232" not in rules(found)


def test_what_comes_after_a_failure_is_said_not_to_be_known(tmp_path: Path) -> None:
    refused = 'migrations.RunSQL("ALTER TABLE shop_item ALTER COLUMN name DROP NOT NULL", "")'
    files = {"0002_sql": migration(refused), "0003_wide": migration(WIDEN, after="0002_sql")}
    found = report(project(tmp_path, files, database=SQLITE), "--all")

    assert "MS232" in rules(found)
    assert any("after shop.0002_sql is not known" in note for note in found["notes"])


def test_a_project_on_postgresql_hears_nothing_of_sqlite(tmp_path: Path) -> None:
    found = report(project(tmp_path, {"0002_wide": migration(WIDEN)}), "--all")

    assert not {"MS230", "MS231", "MS232"} & rules(found)
