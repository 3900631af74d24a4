"""The server dies or its disk is full: a clear line, and the repeated command goes on."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from migration_safety.databases.postgresql.embedded import embedded_server
from tests.plugins.civic import LONG, PATIENCE, migrated
from tests.plugins.servers import NEWEST, Server

pytestmark = pytest.mark.slow

TABLE = "audit_entry"


def data_folder(server: Server) -> Path:
    return Path(conninfo_to_dict(server.conninfo)["host"])


def postmaster(server: Server) -> int:
    return int((data_folder(server) / "postmaster.pid").read_text().partition("\n")[0])


@pytest.fixture
def small_disk(mortal_server: Server) -> Iterator[Path]:
    """A file system of 24 MB that belongs to the user that the server runs as."""
    folder = data_folder(mortal_server).with_name("small")
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", "size=24m,mode=777", "tmpfs", str(folder)]
    mounted = subprocess.run(["mount", *options], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted: that takes root and CAP_SYS_ADMIN")
    place = folder / "space"
    place.mkdir()
    shutil.chown(place, data_folder(mortal_server).owner())
    yield place
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGKILL])
def test_a_server_that_dies_is_named_and_the_run_goes_on_when_it_is_back(
    mortal_server: Server, whole: list[tuple[int, str]], number: signal.Signals
) -> None:
    civic = migrated(mortal_server, "mortal")
    before = civic.schema()
    with civic.seeding(*LONG) as process:
        civic.await_chunks(TABLE, 1)
        os.kill(postmaster(mortal_server), number)
        out, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (2, "")
    (line,) = error.splitlines()
    # A worker that has just come tries to connect.
    assert re.search("went away while copying rows into audit_entry|No PostgreSQL answers", line)
    assert "Until then indexes and constraints are missing; --repair brings back" in line
    embedded_server(NEWEST, data_folder(mortal_server))
    assert civic.chunks(TABLE) < 6
    civic.seeded(*LONG)
    assert civic.digest(TABLE) == whole
    assert civic.schema() == before


def test_a_full_disk_is_named_and_the_run_goes_on_when_there_is_space(
    mortal_server: Server, small_disk: Path, whole: list[tuple[int, str]]
) -> None:
    civic = migrated(mortal_server, "mortal")
    with civic.connect() as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'".encode())
        connection.execute("ALTER TABLE audit_entry SET TABLESPACE small")
    before = civic.schema()
    line = civic.refused(*LONG)
    assert "The server's disk is full while copying rows into audit_entry" in line
    assert "Free space. Repeat the command: it resumes after what was committed." in line
    assert civic.schema() == before
    remount = ["mount", "-o", "remount,size=1g", str(small_disk.parent)]
    subprocess.run(remount, check=True)
    civic.seeded(*LONG)
    assert civic.digest(TABLE) == whole
    assert civic.schema() == before
