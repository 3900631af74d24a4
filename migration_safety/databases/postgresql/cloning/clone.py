"""The door: a sandbox that holds a full clone of a database, which is only read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from migration_safety.core.volume.progress import Progress, Silent
from migration_safety.databases.postgresql.cloning.making import Making
from migration_safety.databases.postgresql.cloning.opening import address_of, opened
from migration_safety.databases.postgresql.cloning.place import address_of_server
from migration_safety.databases.postgresql.cloning.source import read_source
from migration_safety.databases.postgresql.connect import connect, losses_named
from migration_safety.databases.postgresql.sandbox import Sandbox

SILENT = Silent()


@dataclass(frozen=True, slots=True)
class Clone:
    """A sandbox with all that the source held at one moment.

    `method` is wal_log, file_copy, clone (blocks shared) or "dump and restore"; `seconds`
    it took; `bytes` the source has on disk; `notes` say what differs from the source.
    """

    sandbox: Sandbox
    method: str
    seconds: float
    bytes: int
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.sandbox.name

    @property
    def conninfo(self) -> str:
        """How to connect to it: holds what the URL held, secrets included."""
        return self.sandbox.conninfo

    def settings(self, project: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An entry for DATABASES: the project's own, led to the clone."""
        return self.sandbox.settings(project)

    def copy(self) -> Sandbox:
        """Another sandbox that begins as a copy of it, to which nobody is connected by then."""
        return self.sandbox.copy()


@contextmanager
def clone(
    source: str | Mapping[str, Any],
    *,
    server: str = "embedded",
    production: bool = False,
    progress: Progress = SILENT,
) -> Iterator[Clone]:
    """Clone a database (its conninfo or URL, or an entry of DATABASES) into a sandbox.

    `server` is "embedded", the URL of a server, or "" for the source's own.  `production`:
    the server may hold the source and be at work all the same.  The sandbox is dropped with
    the block, and swept by the next run where this one is killed.

    Raises CloneError or SandboxError, each with what to do: the source cannot be read, the
    server looks like production, its disk has no room, the role may not create databases, an
    extension or pg_dump is missing, a server dies.
    """
    started, address = perf_counter(), address_of(source)
    with ExitStack() as stack:
        with opened(address) as origin:
            found = read_source(origin)
        version = found.version
        place = address_of_server(server, address, name=found.name, version=version)
        # Its session holds what belongs to the whole server: it outlives the sandbox.
        connection = stack.enter_context(closing(connect(place)))
        with losses_named(connection):
            making = Making(address, place, found, connection, stack, progress)
            making.check(production=production)
            made = making.run()
        seconds = perf_counter() - started
        yield Clone(made.sandbox, made.method, seconds, found.bytes, tuple(made.notes))
