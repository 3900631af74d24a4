"""A sandbox is made, found by nobody else, and dropped whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import SandboxError
from tests.plugins.servers import Server

HOLD = """
import sys
from migration_safety.databases.postgresql.sandbox import Sandbox
with Sandbox(sys.argv[1]) as sandbox:
    print(sandbox.name, flush=True)
    sys.stdin.read()
"""


def exists(server: Server, name: str) -> bool:
    with server.connect() as connection:
        query = "SELECT FROM pg_database WHERE datname = %s"
        return connection.execute(query, [name]).fetchone() is not None


def wait_for_no_lease(server: Server) -> None:
    """Until the server has noticed that a client is gone."""
    query = "SELECT FROM pg_stat_activity WHERE application_name = 'migration_safety'"
    with server.connect() as connection:
        while connection.execute(query).fetchone() is not None:
            time.sleep(0.01)


@pytest.fixture
def holder(own_server: Server) -> Iterator[subprocess.Popen[str]]:
    """A process that holds a sandbox on a server of its own."""
    command = [sys.executable, "-c", HOLD, own_server.url()]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        yield process
        process.kill()


def name_of(holder: subprocess.Popen[str]) -> str:
    assert holder.stdout is not None
    return holder.stdout.readline().strip()


def test_it_is_an_empty_database_of_its_own(server: Server) -> None:
    with Sandbox(server.url()) as sandbox:
        assert exists(server, sandbox.name)
        with psycopg.connect(sandbox.conninfo) as connection:
            row = connection.execute("SELECT current_database()").fetchone()
        assert row == (sandbox.name,)
    assert not exists(server, sandbox.name)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_it_is_dropped_whatever_happens(newest: Server, error: type[BaseException]) -> None:
    sandbox = Sandbox(newest.url())
    with pytest.raises(error), sandbox, psycopg.connect(sandbox.conninfo):
        raise error
    assert not exists(newest, sandbox.name)


def test_a_sandbox_that_lives_is_not_swept(
    own_server: Server, holder: subprocess.Popen[str]
) -> None:
    name = name_of(holder)
    with Sandbox(own_server.url()) as other:
        assert exists(own_server, name)
        assert exists(own_server, other.name)
    assert exists(own_server, name)


def test_what_a_killed_run_leaves_is_swept_by_the_next(
    own_server: Server, holder: subprocess.Popen[str]
) -> None:
    name = name_of(holder)
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    wait_for_no_lease(own_server)
    assert exists(own_server, name)
    with Sandbox(own_server.url()):
        assert not exists(own_server, name)


def test_a_database_in_use_is_not_swept_even_without_a_lease(own_server: Server) -> None:
    with Sandbox(own_server.url()) as sandbox, psycopg.connect(sandbox.conninfo):
        with own_server.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            )
        with Sandbox(own_server.url()):
            assert exists(own_server, sandbox.name)
    assert not exists(own_server, sandbox.name)


def test_a_name_that_only_begins_alike_is_not_swept(own_server: Server) -> None:
    with own_server.connect() as connection:
        connection.execute("CREATE DATABASE migration_safety_production")
        with Sandbox(own_server.url()):
            assert exists(own_server, "migration_safety_production")
        connection.execute("DROP DATABASE migration_safety_production")


def test_what_shapes_a_session_survives_and_what_leads_elsewhere_does_not(newest: Server) -> None:
    project: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "production",
        "HOST": "db.example.com",
        "PASSWORD": "secret",
        "TIME_ZONE": "Europe/Berlin",
        "OPTIONS": {
            "options": "-c lock_timeout=2s",
            "isolation_level": 3,
            "service": "production",
            "pool": True,
            "sslmode": "verify-full",
            "assume_role": "owner",
        },
    }
    with Sandbox(newest.url()) as sandbox:
        entry = sandbox.settings(project)
    assert entry["NAME"] == sandbox.name
    assert entry["HOST"] == psycopg.conninfo.conninfo_to_dict(newest.url())["host"]
    assert entry["TIME_ZONE"] == "Europe/Berlin"
    assert entry["OPTIONS"] == {"options": "-c lock_timeout=2s", "isolation_level": 3}
    assert "secret" not in repr(entry)
    assert project["OPTIONS"]["pool"] is True


def test_an_engine_of_another_database_is_replaced(newest: Server) -> None:
    project = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"timeout": 5}}
    with Sandbox(newest.url()) as sandbox:
        entry = sandbox.settings(project)
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert entry["OPTIONS"] == {}


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("postgresql://me:correct-horse@127.0.0.1:1/db", "No PostgreSQL answers"),
        ("postgresql://me:correct-horse@127.0.0.1:pt/db", "not a PostgreSQL URL"),
        ("postgresql://me:correct@horse@127.0.0.1:1/db", "No PostgreSQL answers"),
        ("mysql://me:correct-horse@127.0.0.1/db", "not a PostgreSQL URL"),
    ],
)
def test_a_server_that_cannot_be_reached_is_one_line_without_secrets(
    url: str, problem: str
) -> None:
    with pytest.raises(SandboxError, match=problem) as caught, Sandbox(url):
        pass
    assert caught.value.advice
    assert not {"correct", "horse"} & set(str(caught.value).replace("-", " ").split())
    assert caught.value.__cause__ is None


def test_a_wrong_password(own_server: Server) -> None:
    with own_server.connect() as connection:
        connection.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        (path,) = connection.execute("SHOW hba_file").fetchone() or ("",)
        rules = Path(path).read_text()
        Path(path).write_text(f"local all guarded scram-sha-256\n{rules}")
        connection.execute("SELECT pg_reload_conf()")
        wrong = own_server.url(user="guarded", password="wr-ong")
        with pytest.raises(SandboxError, match="refuses the user name or") as caught:
            Sandbox(wrong).__enter__()
    assert "wr-ong" not in str(caught.value)


def test_a_role_that_may_not_create_databases(own_server: Server) -> None:
    with own_server.connect() as connection:
        connection.execute("CREATE ROLE humble LOGIN")
    with pytest.raises(SandboxError, match="may not create databases"):
        Sandbox(own_server.url(user="humble")).__enter__()


def test_an_ordinary_role_that_may_create_databases_is_enough(own_server: Server) -> None:
    with own_server.connect() as connection:
        connection.execute("CREATE ROLE builder LOGIN CREATEDB")
    with Sandbox(own_server.url(user="builder")) as sandbox:
        assert exists(own_server, sandbox.name)
    assert not exists(own_server, sandbox.name)


@pytest.mark.parametrize(
    ("error", "raised"),
    [(None, SandboxError), (OperationalError(), SandboxError), (KeyboardInterrupt(), None)],
)
def test_a_server_that_dies_is_told_as_such_except_to_who_has_other_reasons(
    mortal_server: Server, error: BaseException | None, raised: type[BaseException] | None
) -> None:
    with pytest.raises(raised or KeyboardInterrupt), Sandbox(mortal_server.url()):
        pid_file = Path(psycopg.conninfo.conninfo_to_dict(mortal_server.conninfo)["host"])
        os.kill(int((pid_file / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
        if error:
            raise error
