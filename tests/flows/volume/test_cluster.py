"""The same rows from the machines of a Dask cluster, and a clear line where it fails."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from migration_safety.databases.postgresql.publishing.waiting import wait_until
from tests.plugins.civic import PATIENCE, Civic, copied
from tests.project import ROOT

pytest.importorskip("distributed", reason="Dask: pip install 'migration-safety[distributed]'")

pytestmark = pytest.mark.slow

TABLE = "audit_entry"
ASKED = ("audit.Entry", "--rows", "audit.Entry=2e5")
SESSIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
"""


@contextmanager
def dask(*arguments: str, path: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    """A program of Dask's under way; `path` is where it finds migration_safety."""
    command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
    environ = {**os.environ, "PYTHONPATH": str(path)}
    with subprocess.Popen(
        command, cwd=path, env=environ, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def scheduler(folder: Path) -> tuple[str, ...]:
    """The arguments of a scheduler that writes its address into that folder."""
    return ("scheduler", "--port", "0", "--scheduler-file", str(folder / "scheduler.json"))


def worker(folder: Path) -> tuple[str, ...]:
    """The arguments of a worker of two threads."""
    file = str(folder / "scheduler.json")
    return ("worker", "--scheduler-file", file, "--nthreads", "2", "--local-directory", str(folder))


def address(folder: Path) -> str:
    """Of the scheduler, once it listens."""
    path = folder / "scheduler.json"
    end = time.monotonic() + PATIENCE
    # It is there before anything is written to it.
    while not (path.exists() and path.read_text().rstrip().endswith("}")):
        assert time.monotonic() < end
        time.sleep(0.05)
    return str(json.loads(path.read_text())["address"])


def await_workers(address: str, count: int) -> None:
    """Returns when so many have come."""
    wait = f"Client({address!r}).wait_for_workers({count}, timeout={PATIENCE})"
    subprocess.run([sys.executable, "-c", f"from distributed import Client; {wait}"], check=True)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    with dask(*scheduler(folder)), dask(*worker(folder)), dask(*worker(folder)):
        await_workers(address(folder), 2)
        yield address(folder)


@pytest.fixture(scope="module")
def alone(civic_template: str) -> Iterator[Civic]:
    """What a run fills without a cluster."""
    with copied(civic_template) as civic:
        civic.seeded(*ASKED, "--workers", "1")
        yield civic


@pytest.fixture
def lacking(tmp_path: Path) -> Path:
    """A folder that hides migration_safety from whoever looks there first."""
    folder = tmp_path / "lacking"
    folder.mkdir()
    (folder / "migration_safety.py").touch()
    return folder


def test_a_cluster_gives_the_same_data_and_keeps_no_connection(
    alone: Civic, civic: Civic, cluster: str
) -> None:
    civic.seeded(*ASKED, "--scheduler", cluster)
    assert civic.digest(TABLE) == alone.digest(TABLE)
    assert civic.schema() == alone.schema()
    # The server ends a session a moment after its client has closed it.
    assert wait_until(lambda: civic.one(SESSIONS) == (0,), within=PATIENCE)


def test_a_run_that_a_cluster_began_goes_on_without_it(
    alone: Civic, civic: Civic, cluster: str
) -> None:
    with civic.seeding(*ASKED, "--scheduler", cluster) as process:
        civic.await_chunks(TABLE, 1)
        process.kill()
    civic.seeded(*ASKED)
    assert civic.digest(TABLE) == alone.digest(TABLE)
    assert civic.schema() == alone.schema()


def test_a_scheduler_that_dies_is_named_and_the_schema_restored(
    civic: Civic, tmp_path: Path
) -> None:
    before = civic.schema()
    with dask(*scheduler(tmp_path)) as process, dask(*worker(tmp_path)):
        await_workers(address(tmp_path), 1)
        with civic.seeding(*ASKED, "--scheduler", address(tmp_path)) as seeding:
            civic.await_chunks(TABLE, 1)
            process.kill()
            out, error = seeding.communicate(timeout=PATIENCE)
    assert (seeding.returncode, out) == (2, "")
    (line,) = error.splitlines()
    assert "The Dask cluster broke off" in line
    assert "repeat the command: it resumes after what was committed." in line
    assert civic.schema() == before


def test_a_scheduler_without_workers_is_named(civic: Civic, tmp_path: Path) -> None:
    with dask(*scheduler(tmp_path)):
        line = civic.refused(*ASKED, "--scheduler", address(tmp_path))
    assert "has no workers. Start some: dask worker tcp://" in line
    assert civic.count(TABLE) == 0


def test_a_machine_without_this_version_is_named(
    civic: Civic, tmp_path: Path, lacking: Path
) -> None:
    with dask(*scheduler(tmp_path)), dask(*worker(tmp_path), path=lacking):
        await_workers(address(tmp_path), 1)
        line = civic.refused(*ASKED, "--scheduler", address(tmp_path))
    assert "The Dask worker at tcp://127.0.0.1:" in line
    assert "lacks this version of migration-safety." in line
    assert civic.count(TABLE) == 0


@pytest.mark.parametrize("nowhere", ["tcp://127.0.0.1:1", "localhost", "smoke://signals:1"])
def test_an_address_where_nobody_answers_is_a_line(civic: Civic, nowhere: str) -> None:
    line = civic.refused(*ASKED, "--scheduler", nowhere)
    assert f"No Dask scheduler answers at {nowhere}. Give its address as tcp://" in line


def test_sqlite_takes_one_writer_alone(sqlite_civic: Civic, cluster: str) -> None:
    line = sqlite_civic.refused(*ASKED, "--scheduler", cluster)
    assert "takes one writer at a time, and no cluster. Leave out --scheduler." in line
