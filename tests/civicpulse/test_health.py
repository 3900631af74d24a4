"""The health views, in any project and at civicpulse's addresses."""

from __future__ import annotations

import json
import re

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.urls("migration_safety.urls")

SECRET = "sesame-open"


@pytest.fixture
def add_alias(django_db_blocker):
    """add_alias(**settings) opens the alias "other", unblocked, for the length of a test."""

    def add(**settings):
        connections.settings["other"] = connections.settings["default"] | settings
        return connections["other"]

    with django_db_blocker.unblock():
        yield add
        connections["other"].close()
    del connections["other"], connections.settings["other"]


@pytest.fixture
def file_database(add_alias, tmp_path):
    return add_alias(ENGINE="django.db.backends.sqlite3", NAME=tmp_path / "db", OPTIONS={})


@pytest.mark.parametrize("address", ["/live/", "/db/live/"])
def test_liveness_touches_no_database(client, address):
    response = client.get(address)  # pytest-django lets no connection through

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert "no-store" in response["Cache-Control"]


def test_liveness_opens_no_transaction_under_atomic_requests(client, monkeypatch):
    monkeypatch.setitem(connections["default"].settings_dict, "ATOMIC_REQUESTS", True)

    assert client.get("/live/").status_code == 200


def test_a_migrated_database_is_healthy(client, file_database):
    call_command("migrate", database="other", verbosity=0)

    response = client.get("/db/?database=other")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    checks = response.json()["checks"]
    assert checks["database"]["vendor"] == "sqlite"
    assert checks["database"]["latency_ms"] > 0
    assert checks["migrations"]["unapplied"] == checks["migrations"]["unknown"] == 0
    assert checks["migrations"]["latest"]["contenttypes"] == "0002_remove_content_type_name"
    assert re.fullmatch("[0-9a-f]{12}", checks["migrations"]["schema_version"])


def test_a_database_that_lacks_migrations_is_not(client, file_database):
    empty = client.get("/db/?database=other")
    call_command("migrate", "contenttypes", database="other", verbosity=0)
    begun = client.get("/db/?database=other")

    assert (empty.status_code, begun.status_code) == (503, 503)
    before, after = (answer.json()["checks"]["migrations"] for answer in (empty, begun))
    assert before["status"] == after["status"] == "error"
    assert before["unapplied"] == after["unapplied"] + 2
    assert before["schema_version"] != after["schema_version"]


def test_a_database_ahead_of_the_code_is_healthy_and_says_so(client, file_database):
    call_command("migrate", database="other", verbosity=0)
    MigrationRecorder(file_database).record_applied("contenttypes", "0003_of_the_next_release")

    response = client.get("/db/?database=other")

    assert response.status_code == 200
    assert response.json()["checks"]["migrations"]["unknown"] == 1


def test_an_unreachable_database_is_told_without_its_address_or_password(client, add_alias, caplog):
    add_alias(
        ENGINE="django.db.backends.postgresql",
        NAME="civic",
        USER="ada",
        PASSWORD=SECRET,
        HOST="127.0.0.1",
        PORT="1",
        OPTIONS={},
    )

    response = client.get("/db/?database=other")

    assert response.status_code == 503
    assert response.json() == {
        "status": "error",
        "checks": {"database": {"status": "error", "error": "OperationalError"}},
    }
    assert SECRET not in caplog.text


def test_an_unknown_alias_is_not_found(client):
    assert client.get("/db/?database=nowhere").status_code == 404


def test_only_reading_is_allowed(client):
    assert client.post("/live/").status_code == 405


def test_civicpulse_answers_at_health(manage, database_url):
    script = """
import json
from django.test import Client
client = Client(SERVER_NAME="localhost")
print(json.dumps([client.get(f"/health/{path}").json() for path in ("live/", "db/live/", "db/")]))
"""
    manage("migrate_to_release", DATABASE_URL=database_url)

    answer = manage("shell", "-v0", "-c", script, DATABASE_URL=database_url)

    live, also_live, deep = json.loads(answer.stdout)
    assert live["status"] == also_live["status"] == "ok"
    assert deep["checks"]["database"]["vendor"] == "postgresql"
    assert deep["checks"]["migrations"]["unapplied"] == 9
