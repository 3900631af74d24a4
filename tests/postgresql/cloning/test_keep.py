"""A sandbox that was asked to stay outlives its run, and the sweeps of later ones."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from migration_safety.databases.postgresql.cloning.dumping.programs import folders
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.sandboxes.keeping import Kept, kept
from tests.plugins.servers import Server

STAY = """
from migration_safety.databases.postgresql.sandbox import Sandbox
with Sandbox() as sandbox:
    said = sandbox.stay()
    print(sandbox.conninfo, said.drop, sep="\\n")
"""
LAST = """
from migration_safety.databases.postgresql.sandbox import Sandbox
with Sandbox():
    pass
"""


@pytest.fixture
def staying(own_server: Server) -> Iterator[Kept]:
    with Sandbox(own_server.url()) as sandbox:
        said = sandbox.stay()
    yield said
    with own_server.connect() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{said.name}"'.encode())


def exists(server: Server, name: str) -> bool:
    with server.connect() as connection:
        query = "SELECT FROM pg_database WHERE datname = %s"
        return connection.execute(query, [name]).fetchone() is not None


def psql(command: str) -> None:
    """Run what was printed, as somebody would paste it."""
    places = os.pathsep.join(map(str, folders()))
    path = f"{places}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(shlex.split(command), check=True, env={**os.environ, "PATH": path}, timeout=30)


def test_it_stays_and_is_not_swept(own_server: Server, staying: Kept) -> None:
    with Sandbox(own_server.url()):
        pass
    assert exists(own_server, staying.name)


def test_what_is_printed_connects_and_drops(own_server: Server, staying: Kept) -> None:
    psql(f"{staying.connect} -c 'SELECT 1'")
    psql(staying.drop)
    assert not exists(own_server, staying.name)


def test_it_is_dropped_where_the_run_fails(own_server: Server) -> None:
    sandbox = Sandbox(own_server.url())
    with pytest.raises(ValueError), sandbox:
        sandbox.stay()
        raise ValueError
    assert not exists(own_server, sandbox.name)


def test_no_secret_is_printed() -> None:
    said = kept("postgresql://me:hush@db.example.com/shop?sslpassword=hush", "sandbox")
    assert "hush" not in str(said)
    assert "db.example.com" in said.connect


def test_the_embedded_server_runs_until_what_was_kept_is_dropped(tmp_path: Path) -> None:
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    tmp_path.chmod(0o755)

    def run(program: str) -> list[str]:
        command = [sys.executable, "-c", program]
        return subprocess.run(
            command, env=env, check=True, capture_output=True, text=True
        ).stdout.splitlines()

    conninfo, drop = run(STAY)
    run(LAST)
    psycopg.connect(conninfo).close()
    psql(drop)
    run(LAST)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(conninfo)
