"""What each way costs, as test_rollback tells it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.project import migration, project
from tests.rollback.test_command import tried

LONGER = 'migrations.AlterField("item", "name", models.TextField()),'
STATISTICS = {
    "schema": "migration-safety-statistics/1",
    "server": "PostgreSQL 18",
    "tables": {"shop_item": {"rows": 5_000_000, "bytes": 500_000_000, "index_bytes": 100_000_000}},
}


def test_both_ways_are_priced_and_foretold(tmp_path: Path) -> None:
    shop = project(tmp_path, {"0002_longer": migration(LONGER)})
    (shop.folder / "stats.json").write_text(json.dumps(STATISTICS), "utf-8")
    report = tried(
        shop,
        "shop",
        "0002",
        "--rows",
        "shop.Item=5000",
        "--statistics",
        "stats.json",
        "--fail-on",
        "never",
    )
    trial = report["migrations"][0]["trial"]
    forward, backward = trial["costs"]
    assert [forward["direction"], backward["direction"]] == ["forward", "backward"]
    (back, *_) = backward["statements"]
    assert back["rewrites"] == {"shop_item": "a column's type changed"}
    assert backward["locks"][0]["lock"] == "ACCESS EXCLUSIVE"
    assert backward["wal_bytes"] > forward["wal_bytes"]
    (_, foretold) = trial["forecasts"]
    assert foretold["sizes"] == "stats.json"
    assert foretold["seconds"]["high"] > 100 * backward["seconds"]


def test_a_file_that_holds_no_statistics_is_refused_before_anything_is_tried(
    tmp_path: Path,
) -> None:
    shop = project(tmp_path, {"0002_longer": migration(LONGER)})
    done = shop.run("test_rollback", "--statistics", "absent.json")
    assert done.returncode == 2
    assert "absent.json" in done.stderr
