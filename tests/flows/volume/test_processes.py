"""Workers are processes that neither run the project's program nor outlive the command."""

from __future__ import annotations

from pathlib import Path

import psycopg

from civicpulse.database import from_url
from tests.project import MANAGE, project


def test_a_program_without_a_guard_is_not_run_by_every_worker(
    tmp_path: Path, database_url: str
) -> None:
    assert "__main__" not in MANAGE
    shop = project(tmp_path, database=from_url(database_url))
    assert shop.run("migrate").returncode == 0
    name = str(from_url(database_url)["NAME"])
    asked = ("shop.Item", "--workers", "2", "--confirm", name)
    done = shop.run("seed_volume_data", *asked)
    assert (done.returncode, done.stderr) == (0, "")
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM shop_item").fetchone() == (1_000,)
