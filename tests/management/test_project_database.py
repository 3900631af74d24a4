"""The project's own database is only read, whatever code of the project's migrations tries."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from civicpulse.database import from_url
from tests.plugins.servers import Server
from tests.project import Project, project

# Each way to a database that Python has, tried by an operation and by RunPython.
TRIES = """
import threading

from django.db import connection, connections, migrations, transaction
from django.db.migrations.operations.base import Operation

KEPT = connections["default"]
TABLE = "CREATE TABLE written_by_{}_{} ()"


def in_a_thread():
    thread = threading.Thread(target=lambda: write("default", "thread"))
    thread.start()
    thread.join()


def in_a_transaction():
    with transaction.atomic():
        pass


def write(alias, name):
    try:
        connections[alias].cursor().execute(TABLE.format(name, WHO))
    except Exception as error:
        print(WHO, name, type(error).__name__)


def attempts(apps, editor):
    yield lambda: connection.cursor().execute(TABLE.format("default", WHO))
    yield lambda: connection.connection.execute(TABLE.format("driver", WHO))
    yield lambda: KEPT.cursor().execute(TABLE.format("kept", WHO))
    yield lambda: KEPT.connection.execute(TABLE.format("driver_kept", WHO))
    yield lambda: write("second", "second")
    yield in_a_transaction
    yield in_a_thread
    if apps:
        yield lambda: apps.get_model("shop", "Item").objects.create(name="written")
        yield lambda: apps.get_model("shop", "Item").objects.using("second").create(name="written")


def try_all(who, apps, editor):
    global WHO
    WHO = who
    for attempt in attempts(apps, editor):
        try:
            attempt()
        except Exception as error:
            print(who, type(error).__name__)
    connection.close()


class Intrusive(Operation):
    reversible = True

    def state_forwards(self, app_label, state):
        try_all("state", None, None)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        try_all("operation", None, schema_editor)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("shop", "0001_initial")]
    operations = [
        Intrusive(),
        migrations.RunPython(
            lambda apps, editor: try_all("python", apps, editor), migrations.RunPython.noop
        ),
    ]
"""
# Two settings in one database, so that a way in which is not the default's shows as well.
SECOND = '\nDATABASES["second"] = dict(DATABASES["default"])\n'
CONTENTS = """
    SELECT 'relation', relname, xmin::text FROM pg_class
    UNION ALL SELECT 'row', name, xmin::text FROM shop_item
    UNION ALL SELECT 'migration', name, xmin::text FROM django_migrations
    ORDER BY 1, 2
"""


@pytest.fixture
def shop(tmp_path: Path, database_url: str) -> Project:
    """A project that has applied its first migration; the second tries to write."""
    it = project(tmp_path, {"0002_tries": TRIES}, database=from_url(database_url))
    with (tmp_path / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write(SECOND)
    assert it.run("migrate", "shop", "0001").returncode == 0
    return it


def contents(url: str) -> list[tuple[str, ...]]:
    """What the database holds, with the transactions that wrote it."""
    with psycopg.connect(url) as connection:
        return connection.execute(CONTENTS).fetchall()


@pytest.mark.parametrize("observe", [False, True])
def test_no_migration_writes_to_the_projects_database(
    shop: Project, database_url: str, newest: Server, observe: bool
) -> None:
    before = contents(database_url)
    sandbox = ["--observe", "--sandbox", newest.url()] if observe else []
    done = shop.check("--format", "json", "--fail-on", "never", *sandbox)
    assert contents(database_url) == before
    assert done.returncode == 0, done.stderr
    assert "operation thread" in done.stderr
    (tried,) = json.loads(done.stdout)["migrations"]
    assert tried["name"] == "0002_tries"
