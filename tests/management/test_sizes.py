"""Sizes of tables in a report: from the database, or from a file that is safe to commit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from civicpulse.database import from_url
from tests.project import Project, migration, project

INDEX = 'migrations.AddIndex("item", models.Index(fields=["name"], name="item_name")),'
RENAMED = 'migrations.RenameModel("Item", "Thing"),'
AFTERWARDS = 'migrations.AddIndex("thing", models.Index(fields=["name"], name="thing_name")),'
SECRET = "Confidential Customer Ltd"
FILL = f"INSERT INTO shop_item (name) SELECT '{SECRET} ' || i FROM generate_series(1, 3000) AS i"


@pytest.fixture
def shop(tmp_path: Path, database_url: str) -> Project:
    """3,000 items in production, which has not applied the index."""
    it = project(tmp_path, {"0002_index": migration(INDEX)}, database=from_url(database_url))
    assert it.run("migrate", "shop", "0001").returncode == 0
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(FILL)
    return it


def analyse(url: str) -> None:
    """Nothing is left for autovacuum to do, which would change the sizes in the midst of a test."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def checked(shop: Project, *arguments: str) -> dict[str, Any]:
    """The report."""
    done = shop.check("--format", "json", "--fail-on", "never", *arguments)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def effects(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        effect
        for each in report["migrations"]
        for operation in each["operations"]
        for statement in operation["statements"]
        for effect in statement["effects"]
    ]


def test_the_database_tells_the_size_of_a_table(shop: Project, database_url: str) -> None:
    analyse(database_url)
    report = checked(shop)
    (effect,) = effects(report)
    assert effect["rows"] == 3000
    assert effect["bytes"] > 3000 * len(SECRET)
    assert effect["index_bytes"] > 0
    assert "shop_item (3,000 rows, " in report["findings"][0]["message"]


def test_of_a_table_that_was_never_analysed_the_bytes_are_known(shop: Project) -> None:
    report = checked(shop)
    (effect,) = effects(report)
    assert (effect["rows"], effect["bytes"] > 0) == (None, True)
    assert "Rows of shop_item are unknown: never analysed. ANALYZE tells." in report["notes"]


def test_a_renamed_table_keeps_its_size(shop: Project, database_url: str) -> None:
    analyse(database_url)
    for name, operation, after in (
        ("0003_thing", RENAMED, "0002_index"),
        ("0004_afterwards", AFTERWARDS, "0003_thing"),
    ):
        path = shop.folder / "shop" / "migrations" / f"{name}.py"
        path.write_text(migration(operation, after=after), "utf-8")
    (_, _, thing) = effects(checked(shop))
    assert (thing["table"], thing["rows"]) == ("shop_thing", 3000)


def test_a_file_goes_before_the_database(shop: Project, database_url: str, tmp_path: Path) -> None:
    analyse(database_url)
    path = tmp_path / "production.json"
    path.write_text(
        json.dumps(
            {
                "schema": "migration-safety-statistics/1",
                "tables": {"shop_item": {"rows": 40_000_000, "bytes": 12_000_000_000}},
            }
        )
    )
    report = checked(shop, "--statistics", str(path))
    assert "shop_item (40,000,000 rows, 12.0 GB)" in report["findings"][0]["message"]
    assert effects(report)[0]["index_bytes"] is None


def test_an_export_holds_neither_data_nor_credentials(
    shop: Project, database_url: str, tmp_path: Path
) -> None:
    analyse(database_url)
    path = tmp_path / "statistics.json"
    done = shop.check("--export-statistics", str(path))
    assert done.returncode == 0, done.stderr
    text = path.read_text("utf-8")
    assert json.loads(text)["tables"]["shop_item"]["rows"] == 3000
    settings = from_url(database_url)
    secrets = {str(settings[key]) for key in ("NAME", "HOST", "USER")}
    assert secrets
    assert not [each for each in (*secrets, *SECRET.split()) if each in text]


def test_what_was_exported_tells_the_same_sizes(
    shop: Project, database_url: str, tmp_path: Path
) -> None:
    analyse(database_url)
    path = tmp_path / "statistics.json"
    shop.check("--export-statistics", str(path))
    assert effects(checked(shop, "--statistics", str(path))) == effects(checked(shop))


def test_a_dash_exports_to_standard_output(shop: Project) -> None:
    done = shop.check("--export-statistics", "-")
    assert "shop_item" in json.loads(done.stdout)["tables"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"schema": "migration-safety-statistics/9"}', "Statistics version 9 is not known"),
        ('{"schema": "pg_dump"}', "This is no statistics file"),
        ("{", "line 1, column 2"),
        (
            '{"schema": "migration-safety-statistics/1", "server": "SQLite 3"}',
            "describes a database of SQLite 3",
        ),
        ('{"schema": "migration-safety-statistics/1", "tables": {"a": {"rows": -1}}}', "a.rows"),
        ("\udcff", "is not UTF-8"),
        (None, "No such file"),
    ],
)
def test_a_file_that_is_none_is_one_line_and_status_2(
    tmp_path: Path, text: str | None, says: str
) -> None:
    shop, path = project(tmp_path), tmp_path / "statistics.json"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    done = shop.check("--statistics", str(path))
    (line,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert says in line


def test_a_server_that_does_not_answer_in_time_is_noted(shop: Project, database_url: str) -> None:
    """A lock on the catalog keeps the query waiting; the check goes on without sizes."""
    with psycopg.connect(database_url) as connection:
        connection.execute("LOCK TABLE pg_inherits IN ACCESS EXCLUSIVE MODE")
        report = checked(shop)
    assert effects(report)[0]["rows"] is None
    (note,) = (each for each in report["notes"] if each.startswith("The sizes"))
    assert "timeout" in note
