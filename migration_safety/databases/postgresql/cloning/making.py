"""One clone in the making: the method is chosen, tried, and given up where it fails."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field

import psycopg

from migration_safety.core.volume.progress import Progress
from migration_safety.databases.postgresql.cloning.dumping.extensions import left_out
from migration_safety.databases.postgresql.cloning.dumping.needs import read_needs
from migration_safety.databases.postgresql.cloning.dumping.pipe import Transfer
from migration_safety.databases.postgresql.cloning.dumping.programs import programs
from migration_safety.databases.postgresql.cloning.dumping.roles import (
    is_superuser,
    lent,
)
from migration_safety.databases.postgresql.cloning.neutral import neutralise
from migration_safety.databases.postgresql.cloning.opening import opened
from migration_safety.databases.postgresql.cloning.place import identity
from migration_safety.databases.postgresql.cloning.production import refuse_production
from migration_safety.databases.postgresql.cloning.room import check_room, free_room
from migration_safety.databases.postgresql.cloning.settings import shape
from migration_safety.databases.postgresql.cloning.source import Source
from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import BusyError, CloneError

RESTORED = "dump and restore"
COPYABLE = """
    SELECT datistemplate OR pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = %s
"""
CALLING = "Functions of the clone may call other servers, as those of the source: extensions {}."
GRANTS = (
    "Owners and grants are not cloned, and so UNPROVEN: the role of the sandbox server is no"
    " superuser, and cannot give them."
)


@dataclass(frozen=True, slots=True)
class Made:
    """A sandbox that holds the clone, and how it came there."""

    sandbox: Sandbox
    method: str
    notes: list[str]


@dataclass(slots=True)
class Making:
    """Of `source` (its address, secrets included) on the server at `place`.

    `connection` is one to a database of that server which is not the source; what is made
    is undone by `stack`.
    """

    source: str
    place: str
    found: Source
    connection: psycopg.Connection
    stack: ExitStack
    progress: Progress
    notes: list[str] = field(default_factory=list)
    superuser: bool = False
    same: bool = False

    def check(self, *, production: bool) -> None:
        """All that can be known before anything is made.  Raises CloneError."""
        self.same = identity(self.connection) == self.found.server
        if self.same and not production:
            refuse_production(self.connection, self.found.name)
        self.superuser = is_superuser(self.connection)
        self._note(check_room(self.found.bytes, free_room(self.connection)))

    def run(self) -> Made:
        """Copy the database where nothing is in the way of that, else dump and restore it."""
        obstacle = self._obstacle()
        if not obstacle:
            try:
                return self._copied()
            except BusyError:
                obstacle = f"somebody has connected to {self.found.name} meanwhile"
        self._note(f"Dumped and restored, as {obstacle}.")
        return self._restored()

    def _obstacle(self) -> str:
        """Why CREATE DATABASE ... TEMPLATE is out of the question, or ""."""
        if not self.same:
            return "the database is on another server"
        if self.connection.execute(COPYABLE, [self.found.name]).fetchone() != (True,):
            return "the database belongs to another role"
        if self.found.reaching and not self.superuser:
            return "only a superuser could keep a copy from reaching out"
        if others := self.found.others:
            return f"others are connected to it: {', '.join(others[:3])}"
        return ""

    def _copied(self) -> Made:
        self.progress(f"copying {self.found.name}")
        sandbox = self.stack.enter_context(Sandbox(self.place, like=self.found.name))
        return self._finished(sandbox, sandbox.method)

    def _restored(self) -> Made:
        version = self.connection.info.server_version // 10_000
        if version < self.found.version:
            raise CloneError(
                f"PostgreSQL {version} cannot take what PostgreSQL {self.found.version} holds.",
                "Name a sandbox server of that version or newer.",
            )
        tools = programs(self.found.version)
        with opened(self.source) as origin:
            needs = read_needs(origin)
        without = left_out(needs.extensions, self.connection)
        self.notes += without.notes
        self._lend(needs.roles)
        sandbox = self.stack.enter_context(Sandbox(self.place, locale=needs.locale))
        self._note(sandbox.note)
        transfer = Transfer(
            tools, self.source, sandbox.conninfo, sandbox.name, without.extensions, self.superuser
        )
        self.notes += transfer.run(self.found.bytes, self.progress)
        self.progress("collecting statistics")
        with closing(connect(sandbox.conninfo)) as connection:
            # Otherwise autovacuum would, in the middle of a trial.
            connection.execute("ANALYZE")
        return self._finished(sandbox, RESTORED)

    def _lend(self, roles: Sequence[str]) -> None:
        if not self.superuser:
            self._note(GRANTS)
            return
        made = self.stack.enter_context(lent(self.connection, roles))
        self._note(f"Roles made without login: {', '.join(made)}." * bool(made))

    def _finished(self, sandbox: Sandbox, method: str) -> Made:
        version = self.connection.info.server_version // 10_000
        self.notes += shape(self.connection, sandbox.name, self.found.settings)
        self._note(CALLING.format(", ".join(self.found.calling)) * bool(self.found.calling))
        if self.found.reaching:
            self.notes += neutralise(sandbox.conninfo, superuser=self.superuser, version=version)
        return Made(sandbox, method, self.notes)

    def _note(self, text: str) -> None:
        self.notes += [text] * bool(text)
