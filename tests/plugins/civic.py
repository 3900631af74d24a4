"""civicpulse on databases of its own, filled by seed_volume_data in processes of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.plugins.servers import NEWEST, Server, start
from tests.postgresql.load.portrait import portrait
from tests.processes import Run, manage
from tests.project import ROOT

DIGEST = "SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY id)) FROM {} AS t"
CHUNKS = 'SELECT count(*) FROM migration_safety.chunk WHERE "table" = %s'
PATIENCE = 60.0
# A run of some seconds: six chunks, two at a time.
LONG = ("audit.Entry", "--rows", "audit.Entry=3e5", "--workers", "2")


@dataclass(frozen=True, slots=True)
class Civic:
    """The example project with that database; `environ` is added to that of its processes."""

    url: str
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> Run:
        """`manage.py` with these arguments."""
        return manage(arguments, folder=ROOT, environ=self._environment)

    def seed(self, *arguments: str) -> Run:
        """`seed_volume_data` with these arguments."""
        return self.run("seed_volume_data", *arguments)

    def seeded(self, *arguments: str) -> dict[str, Any]:
        """The report, once all went well."""
        done = self.seed(*arguments, "--format", "json")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def rows(self, *arguments: str) -> dict[str, int]:
        """What the report says was written of each model."""
        return {each["label"]: each["rows"] for each in self.seeded(*arguments)["tables"]}

    def refused(self, *arguments: str) -> str:
        """The one line of a run that ends with status 2."""
        done = self.seed(*arguments)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        (line,) = done.stderr.splitlines()
        return line

    @contextmanager
    def seeding(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """The command under way, in a group of processes that is gone afterwards."""
        with subprocess.Popen(
            [sys.executable, "manage.py", "seed_volume_data", *arguments],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                kill(process, signal.SIGKILL)

    def await_chunks(self, table: str, least: int) -> None:
        """Returns when the journal has so many of a table."""
        end = time.monotonic() + PATIENCE
        while self.chunks(table) < least:
            assert time.monotonic() < end, f"{table} has less than {least} chunks"
            time.sleep(0.01)

    def chunks(self, table: str) -> int:
        """How many the journal has of a table."""
        with self.connect() as connection:
            try:
                (count,) = connection.execute(CHUNKS, [table]).fetchone() or (0,)
            except psycopg.errors.UndefinedTable:
                return 0
        return int(count)

    def digest(self, *tables: str) -> list[tuple[int, str]]:
        """How many rows each table holds, and a hash of all that is in them."""
        return [self.one(DIGEST, table) for table in tables]

    def one(self, query: str, *names: str) -> Any:
        """The only row of a query in which names stand for {}."""
        with self.connect() as connection:
            composed = sql.SQL(query).format(*map(sql.Identifier, names))
            return connection.execute(composed).fetchone()

    def count(self, table: str) -> int:
        """The rows of a table."""
        return int(self.one("SELECT count(*) FROM {}", table)[0])

    def schema(self) -> str:
        """All of it but our journal, as pg_dump tells it."""
        with self.connect() as connection:
            return portrait(connection)

    def connect(self) -> psycopg.Connection[Any]:
        """In autocommit."""
        return psycopg.connect(self.url, autocommit=True)

    @property
    def _environment(self) -> dict[str, str]:
        ours = {"DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "civicpulse.settings"}
        return {**os.environ, "COLUMNS": "80", **ours, **self.environ}


def kill(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """Send a signal to a process and to all that it started, as a terminal does."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def migrated(server: Server, name: str) -> Civic:
    """civicpulse on a new database of that name."""
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    civic = Civic(server.url(name))
    assert civic.run("migrate", "--verbosity", "0").returncode == 0
    return civic


@pytest.fixture(scope="session")
def civic_template() -> str:
    """The name of a migrated database on the newest server, one for each worker."""
    name = f"civic_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    migrated(start(NEWEST), name)
    return name


@contextmanager
def copied(template: str) -> Iterator[Civic]:
    """A copy of a database of the newest server, dropped afterwards."""
    server, name = start(NEWEST), sql.Identifier(f"{template}_{os.urandom(6).hex()}")
    with server.connect() as connection:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(made.format(name, sql.Identifier(template)))
        try:
            yield Civic(server.url(name.as_string().strip('"')))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def new_civic(civic_template: str) -> Iterator[Callable[[], Civic]]:
    """A function that makes databases, all migrated and empty."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(copied(civic_template))


@pytest.fixture
def civic(new_civic: Callable[[], Civic]) -> Civic:
    """civicpulse, migrated and empty."""
    return new_civic()


@pytest.fixture(scope="session")
def whole(civic_template: str) -> list[tuple[int, str]]:
    """The digest of audit_entry after the run LONG, where nobody disturbs it."""
    with copied(civic_template) as civic:
        civic.seeded(*LONG)
        return civic.digest("audit_entry")


@pytest.fixture(scope="session")
def civic_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database in which civicpulse is migrated and empty."""
    path = tmp_path_factory.mktemp("civic") / "civicpulse.sqlite3"
    assert Civic(f"sqlite:///{path}").run("migrate", "--verbosity", "0").returncode == 0
    return path


@pytest.fixture
def sqlite_civic(civic_file: Path, tmp_path: Path) -> Civic:
    """civicpulse on SQLite, migrated and empty."""
    return Civic(f"sqlite:///{shutil.copy(civic_file, tmp_path)}")
