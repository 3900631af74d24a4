"""A clone that is broken off while rows are on their way leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from migration_safety.core.volume.progress import Silent
from migration_safety.databases.postgresql.cloning import clone
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import SandboxError
from tests.plugins.servers import Server
from tests.postgresql.cloning.project import fill

# It waits where the first rows have gone through the pipe: pg_dump and pg_restore live then.
HELD = """
import sys
from migration_safety.core.volume.progress import Silent
from migration_safety.databases.postgresql.cloning import clone

class Holding(Silent):
    def table(self, label, done, total):
        print("rows", flush=True)
        sys.stdin.read()

with clone(sys.argv[1], server=sys.argv[2], progress=Holding()):
    pass
"""
SANDBOXES = "SELECT count(*) FROM pg_database WHERE datname ~ '^migration_safety_[0-9a-f]{16}$'"
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'migration_safety'"


class Dying(Silent):
    """Crashes the server that is cloned to."""

    def __init__(self, server: Server) -> None:
        folder = Path(str(conninfo_to_dict(server.conninfo)["host"]))
        self.pid = int((folder / "postmaster.pid").read_text().split()[0])

    def table(self, label: str, done: int, total: int) -> None:
        os.kill(self.pid, signal.SIGQUIT)


class Listing(Silent):
    """Reads the command lines of all processes, as everybody on the machine can."""

    def __init__(self) -> None:
        self.lines = ""

    def table(self, label: str, done: int, total: int) -> None:
        command = ["ps", "-eo", "args"]
        self.lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def source(newest: Server) -> Iterator[str]:
    with newest.database() as url:
        yield fill(url)


@pytest.fixture
def held(source: str, own_server: Server) -> Iterator[subprocess.Popen[str]]:
    """A process in the middle of a clone, on a server where nobody else makes sandboxes."""
    command = [sys.executable, "-c", HELD, source, own_server.url()]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "rows\n"
        yield process
        process.kill()


def count(server: Server, query: str) -> int:
    with server.connect() as connection:
        (number,) = connection.execute(query.encode()).fetchone() or (0,)
    return int(number)


def test_ctrl_c_drops_it(held: subprocess.Popen[str], own_server: Server) -> None:
    held.send_signal(signal.SIGINT)
    held.communicate()
    assert count(own_server, SANDBOXES) == 0
    assert count(own_server, SESSIONS) == 0


def test_what_kill_9_leaves_ends_by_itself_and_is_swept(
    held: subprocess.Popen[str], own_server: Server
) -> None:
    held.kill()
    held.wait()
    while count(own_server, SESSIONS):
        time.sleep(0.02)
    assert count(own_server, SANDBOXES) == 1
    with Sandbox(own_server.url()):
        assert count(own_server, SANDBOXES) == 1
    assert count(own_server, SANDBOXES) == 0


def test_a_server_that_dies_is_told(source: str, mortal_server: Server) -> None:
    with pytest.raises(SandboxError) as caught:
        clone(source, server=mortal_server.url(), progress=Dying(mortal_server)).__enter__()
    assert caught.value.advice


def test_no_command_line_shows_a_password(own_server: Server, newest: Server, source: str) -> None:
    listing = Listing()
    name = psycopg.conninfo.conninfo_to_dict(source)["dbname"]
    url = newest.url(str(name), password="cat-o-nine")
    with clone(url, server=own_server.url(password="nine-o-cat"), progress=listing):
        pass
    assert "pg_dump" in listing.lines
    assert "cat-o-nine" not in listing.lines
    assert "nine-o-cat" not in listing.lines
