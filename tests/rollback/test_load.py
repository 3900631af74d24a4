"""test_rollback --load, as a user runs it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.project import Project, migration, project

FILL = "INSERT INTO shop_item (name) SELECT i::text FROM generate_series(1, 20) AS i"
FILLED = f"""migrations.AddField("item", "age", models.IntegerField(null=True)),
        migrations.RunSQL("{FILL}", ""),"""
# What is dropped stays locked for as long.
DROPPED = """migrations.RemoveField("item", "age"),
        migrations.RunSQL("SELECT pg_sleep(0.3)", ""),"""
QUIET = 'migrations.RunSQL("SELECT 1", ""),'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """With rows in its table, of which a migration then drops a column."""
    return project(
        tmp_path_factory.mktemp("shop"),
        {
            "0002_filled": migration(FILLED),
            "0003_dropped": migration(DROPPED, after="0002_filled"),
            "0004_quiet": migration(QUIET, after="0003_dropped"),
        },
    )


def trial(done: Any) -> dict[str, Any]:
    """Of the one migration that was selected."""
    assert done.returncode in {0, 1}, done.stderr
    return dict(json.loads(done.stdout)["migrations"][0]["trial"])


def test_what_traffic_feels_is_told_in_both_directions(shop: Project) -> None:
    (shop.folder / "load.sql").write_text("SELECT age FROM shop_item WHERE id = 7")
    script = "--load", "1", "--load-script", "load.sql"
    done = shop.run("test_rollback", "shop", "0003", *script, "--format", "json")
    load = trial(done)["load"]
    forward, backward = load["felt"]
    assert (forward["direction"], backward["direction"]) == ("forward", "backward")
    (reads,) = forward["services"]
    assert reads["table"] == "SELECT age FROM shop_item WHERE id = $1"
    assert reads["longest_wait"] > 150
    assert "pg_sleep" in reads["waited_for"]
    assert [each["sqlstate"] for each in reads["errors"]] == ["42703"]
    for queue in load["queues"]:
        first, second = queue["attempts"]
        assert (first["lock_timeout"], first["gave_up"]) == (200, True)
        assert (second["lock_timeout"], second["gave_up"]) == (0, False)
        assert second["reads_wait"] > first["reads_wait"] > 0


def test_what_locks_no_table_is_not_loaded(shop: Project) -> None:
    done = shop.run("test_rollback", "shop", "0004", "--load", "1", "--format", "json")
    assert trial(done)["load"] == {
        "reason": "it locks no table that was there before",
        "felt": [],
        "queues": [],
    }


def test_traffic_that_cannot_be_is_said_before_anything_is_made(shop: Project) -> None:
    (shop.folder / "begin.sql").write_text("BEGIN; SELECT 1")
    done = shop.run("test_rollback", "--load-script", "begin.sql", "--sandbox", "postgresql://@:1/")
    assert done.returncode == 2
    assert "The load script steers transactions." in done.stderr
