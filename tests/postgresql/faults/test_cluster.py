"""A cluster that is crashed keeps what was committed, and is gone when it is left."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from migration_safety.databases.postgresql.faults.cluster import PREFIX, Cluster, sweep
from migration_safety.databases.postgresql.faults.restoring import restore
from migration_safety.databases.postgresql.faults.session import session
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import SandboxError
from tests.plugins.servers import Server

MADE = """
    CREATE TABLE "It's" (id serial PRIMARY KEY, name text UNIQUE);
    CREATE VIEW names AS SELECT name FROM "It's";
    INSERT INTO "It's" (name) VALUES ('one'), (NULL), (E'two\\n\\\\.');
"""
SWEEP = "from migration_safety.databases.postgresql.faults.cluster import sweep; sweep()"
ROWS = """SELECT id, name FROM "It's" ORDER BY id"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster() as cluster:
        yield cluster


def test_what_was_committed_outlives_a_crash_and_what_was_not_does_not(cluster: Cluster) -> None:
    with Sandbox(cluster.conninfo) as box:
        with session(box.conninfo) as opened:
            opened.execute("CREATE TABLE kept ()")
            opened.execute("BEGIN; CREATE TABLE lost ()")
            cluster.crash()
        cluster.start()
        with session(box.conninfo) as opened:
            found = opened.execute("SELECT to_regclass('kept')::text, to_regclass('lost')::text")
            assert found.fetchone() == ("kept", None)


def test_a_database_of_any_version_is_made_again_on_it(cluster: Cluster, server: Server) -> None:
    with server.database() as source, Sandbox(cluster.conninfo) as box:
        with session(source) as opened:
            opened.execute(MADE.encode())
            wanted = opened.execute(ROWS.encode()).fetchall()
        restore(source, box.conninfo, cluster.version)
        with session(box.conninfo) as opened:
            assert opened.execute(ROWS.encode()).fetchall() == wanted


def test_what_cannot_be_restored_says_why(cluster: Cluster, newest: Server) -> None:
    with Sandbox(cluster.conninfo) as box, pytest.raises(SandboxError, match="absent"):
        restore(newest.url("absent"), box.conninfo, cluster.version)


def test_it_leaves_no_folder() -> None:
    with Cluster() as cluster:
        folder = cluster.folder
        assert folder.exists()
    assert not folder.exists()


def test_one_that_somebody_else_uses_is_not_swept(cluster: Cluster) -> None:
    done = subprocess.run([sys.executable, "-Werror", "-c", SWEEP], check=True, capture_output=True)
    assert done.stderr == b""
    assert cluster.folder.exists()


def test_what_is_left_of_a_folder_is_swept_when_it_is_old() -> None:
    young, old = (Path(tempfile.mkdtemp(prefix=f"{PREFIX}0_")) for _ in range(2))
    os.utime(old, (0, 0))
    sweep()
    assert young.exists()
    assert not old.exists()
    young.rmdir()
