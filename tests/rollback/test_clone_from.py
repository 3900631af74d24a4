"""Trials on a clone of a database of the project's own, which stays as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.plugins.servers import Server
from tests.project import Project, migration, project

AGE = 'migrations.AddField("item", "age", models.IntegerField(null=True)),'
BLANK = "migrations.RunSQL(\"UPDATE shop_item SET name = ''\", migrations.RunSQL.noop),"


@pytest.fixture
def shop(tmp_path: Path, newest: Server, database_url: str) -> Project:
    """A project whose database has applied 0001 and 0002, and holds three items."""
    parts = conninfo_to_dict(database_url)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": parts["host"],
        "PORT": str(parts["port"]),
        "NAME": parts["dbname"],
        "USER": parts["user"],
    }
    made = project(
        tmp_path,
        {"0002_age": migration(AGE), "0003_blank": migration(BLANK, after="0002_age")},
        database=database,
    )
    done = made.run("migrate", "shop", "0002")
    assert done.returncode == 0, done.stderr
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO shop_item (name, age) VALUES ('a', 1), ('b', 2), ('c', 3)")
    return made


def tried(shop: Project, *arguments: str, status: int) -> dict[str, Any]:
    """The report."""
    done = shop.run("test_rollback", "--format", "json", "--clone-from", "default", *arguments)
    assert done.returncode == status, done.stderr
    return dict(json.loads(done.stdout))


def names(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM shop_item ORDER BY id")]


def test_what_is_not_applied_is_tried_on_the_rows_that_are_there(
    shop: Project, database_url: str
) -> None:
    report = tried(shop, "--own-server", status=1)
    (only,) = report["migrations"]
    assert only["name"] == "0003_blank"
    assert only["trial"]["reversibility"] == "reversible with loss"
    assert any("Tried on a clone of the database 'default'" in note for note in report["notes"])
    assert names(database_url) == ["a", "b", "c"]


def test_what_is_applied_is_unapplied_on_the_clone_first(shop: Project, database_url: str) -> None:
    report = tried(shop, "shop", "0002", status=0)
    assert "First unapplied on the clone: shop.0002_age." in report["notes"]
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT sum(age) FROM shop_item").fetchone() == (6,)


def test_all_that_was_applied_would_leave_nothing_of_the_clone(shop: Project) -> None:
    done = shop.run("test_rollback", "--clone-from", "default", "--own-server", "--all")
    assert done.returncode == 2
    assert "Nothing of the clone would be left" in done.stderr


def test_an_alias_that_is_not_there(tmp_path: Path) -> None:
    done = project(tmp_path).run("test_rollback", "--clone-from", "elsewhere")
    assert done.returncode == 2
    assert "There is no database 'elsewhere'" in done.stderr


def test_what_was_tried_on_stays_where_that_is_asked_for(
    shop: Project, newest: Server, database_url: str
) -> None:
    report = tried(shop, "--own-server", "--each-only", "--keep", status=1)
    clone, tried_on = (note for note in report["notes"] if " stays. Connect: psql " in note)
    kept = [note.split(": ")[1].split()[0] for note in (clone, tried_on)]
    try:
        assert names(newest.url(kept[0])) == ["a", "b", "c"]
        assert names(newest.url(kept[1])) == ["", "", ""]
    finally:
        with newest.connect() as connection:
            for name in kept:
                connection.execute(f'DROP DATABASE "{name}"'.encode())
