"""The sandbox: a database of its own, made for one run and dropped with it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any

import psycopg
from django.db import DatabaseError
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from migration_safety.databases.postgresql.connect import (
    connect,
    losses_named,
    lost,
    parameters,
)
from migration_safety.databases.postgresql.embedded import NEWEST, embedded_server
from migration_safety.databases.postgresql.sandboxes.copying import copy
from migration_safety.databases.postgresql.sandboxes.entry import entry
from migration_safety.databases.postgresql.sandboxes.keeping import Kept, kept, mark_kept
from migration_safety.databases.postgresql.sandboxes.lease import PREFIX, sweep, take_lease
from migration_safety.databases.postgresql.sandboxes.locale import Locale
from migration_safety.databases.postgresql.templates.templates import Templates
from migration_safety.errors import SandboxError


class Sandbox:
    """An empty database on the embedded server, or on the server of a URL.

    It is created by this object, under a name nobody else has: it is never a database
    that existed before.  A context manager; leaving it drops the database, unless it shall
    `stay`.

    `contents` names what shall be in it before it is of use: where an earlier run has kept
    that it is `filled` from the start, otherwise `keep` is to be called once it is there.
    `templates` is how many of such the server keeps.

    `like` is a sandbox, or the name of a database of the same server, that it begins as a
    copy of; nobody may be connected to that one.  `method` says how it was copied.
    `locale` is what an empty one sorts text by, as near as the server can: `note` says where
    that is not the same.
    """

    vendor = "postgresql"

    def __init__(
        self,
        server: str = "embedded",
        *,
        version: int = NEWEST,
        contents: str = "",
        templates: int = 0,
        like: str | Sandbox = "",
        locale: Locale | None = None,
    ) -> None:
        self.server = server
        self.version = version
        self.contents = contents
        self.templates = templates
        self.locale = locale
        self.method = self.note = ""
        self.filled = False
        self._stays = False
        self.name: str = PREFIX + secrets.token_hex(8)
        self.like = like.name if isinstance(like, Sandbox) else like

    def __enter__(self) -> Sandbox:
        embedded = self.server == "embedded"
        self._address = embedded_server(self.version) if embedded else self.server
        self._maintenance = self._connect()
        try:
            with losses_named(self._maintenance):
                self._prepare()
        except errors.InsufficientPrivilege:
            self._drop()
            raise SandboxError(
                "The role named in --sandbox may not create databases.",
                "Grant it: ALTER ROLE ... CREATEDB.",
            ) from None
        except BaseException:
            self._drop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stays and error is None:
            with losses_named(self._maintenance), self._maintenance:
                mark_kept(self._maintenance, self.name)
        elif not self._drop() and isinstance(error, psycopg.Error | DatabaseError | None):
            # Whatever the driver said: this is why.
            raise lost() from error

    @property
    def conninfo(self) -> str:
        """How to connect to it: holds what the URL held, secrets included."""
        return make_conninfo(self._address, dbname=self.name)

    @property
    def address(self) -> str:
        """The server's, with a database that sandboxes are made and dropped from."""
        return self._address

    def copy(self) -> Sandbox:
        """Another sandbox that begins as a copy of this one, as a context manager.

        All connections to this one must be closed by then.  Entering it raises SandboxError
        where somebody is connected, or there is no room for two.
        """
        return Sandbox(self._address, like=self)

    def stay(self) -> Kept:
        """Do not drop it when the block ends well; what to tell whoever asked for that."""
        self._stays = True
        return kept(self._address, self.name)

    def keep(self) -> None:
        """Let later runs begin with what it holds; nobody may be connected to it.

        It stays as it is where that cannot be done.
        """
        if self.contents and self.templates:
            with losses_named(self._maintenance):
                templates = Templates(self._maintenance, self.contents, self.templates)
                if templates.keep(self.name):
                    self._settle()
                    templates.prune()

    def settings(self, project: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An entry for DATABASES: the project's own, led to the sandbox.

        What shapes a session stays as it is in production (engine, time zone, isolation
        level, `-c lock_timeout=...`); what leads to a server is replaced.
        """
        server = self._maintenance.info
        given = {"host": server.host, "port": str(server.port), "user": server.user}
        # What the address leaves to libpq's defaults must not be left to the engine's own.
        return entry(project or {}, given | parameters(self.conninfo))

    def _prepare(self) -> None:
        # The lease comes first: from its first moment the database has a living owner.
        take_lease(self._maintenance, self.name)
        sweep(self._maintenance)
        self.filled = self._cloned()
        if not self.filled:
            self._create()
        self._settle()

    def _cloned(self) -> bool:
        """Whether it could be made from another database."""
        if self.like:
            self.method = copy(self._maintenance, self.like, self.name)
            return True
        if not self.contents:
            return False
        templates = Templates(self._maintenance, self.contents, self.templates)
        templates.prune()
        return templates.clone(self.name)

    def _create(self) -> None:
        if self.locale:
            self.note = self.locale.create(self._maintenance, self.name)
            return
        try:
            self._run("CREATE DATABASE {}")
        except errors.ObjectInUse:
            # Somebody is connected to template1; template0 accepts no connection at all.
            self._run("CREATE DATABASE {} TEMPLATE template0")

    def _settle(self) -> None:
        # A killed run's backend notices at once, so that its sandbox can be swept.  Not
        # every platform can: PostgreSQL refuses the setting there.
        with suppress(errors.InvalidParameterValue):
            self._run("ALTER DATABASE {} SET client_connection_check_interval = '500ms'")

    def _drop(self) -> bool:
        """Drop it, on a new connection where the first one was lost; whether that worked."""
        try:
            with suppress(psycopg.OperationalError):
                self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                return True
            with self._connect() as self._maintenance:
                self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                return True
        except (SandboxError, psycopg.Error):
            return False
        finally:
            self._maintenance.close()

    def _connect(self) -> psycopg.Connection:
        """To the database that the URL names; a sandbox is made and dropped from there."""
        return connect(self._address, dbname=parameters(self._address).get("dbname", "postgres"))

    def _run(self, command: str) -> None:
        self._maintenance.execute(sql.SQL(command).format(sql.Identifier(self.name)))
