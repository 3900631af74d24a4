"""The sandbox: a database of its own, made for one run and dropped with it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from types import TracebackType
from typing import Any

import psycopg
from django.db import DatabaseError
from django.db.utils import load_backend
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from migration_safety.databases.postgresql.connect import (
    connect,
    losses_named,
    lost,
    parameters,
)
from migration_safety.databases.postgresql.embedded import NEWEST, embedded_server
from migration_safety.databases.postgresql.templates.templates import Templates
from migration_safety.errors import SandboxError

PREFIX = "migration_safety_"
NAME = f"^{PREFIX}[0-9a-f]{{16}}$"

# The first key of our advisory locks; the second is hashtext(name of the database).
LEASE = 0x6D69_6773

# Sandboxes of runs that were killed: nobody holds the lease, no session is connected.  A
# lease is an advisory lock, which pg_locks shows whatever database its holder is in.
LEFTOVERS = """
    SELECT datname FROM pg_database AS d
    WHERE datname ~ %(name)s
      AND pg_has_role(datdba, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.datid = d.oid)
      AND NOT EXISTS (
          SELECT FROM pg_locks
          WHERE locktype = 'advisory' AND classid::bigint = %(lease)s
            AND objid::bigint = hashtext(datname)::bigint & 4294967295)
"""

# OPTIONS of the project that lead to its own server, or need what only that one has.
STEERING = frozenset(
    {
        *("service", "servicefile", "passfile", "host", "hostaddr", "port", "user", "password"),
        *("dbname", "pool", "assume_role", "target_session_attrs", "load_balance_hosts"),
        *("sslmode", "sslcert", "sslkey", "sslpassword", "sslrootcert", "sslcrl", "sslcrldir"),
        *("sslnegotiation", "channel_binding", "require_auth", "requirepeer", "gssencmode"),
    }
)
PLACES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}


class Sandbox:
    """An empty database on the embedded server, or on the server of a URL.

    It is created by this object, under a name nobody else has: it is never a database
    that existed before.  A context manager; leaving it drops the database.

    `contents` names what shall be in it before it is of use: where an earlier run has kept
    that it is `filled` from the start, otherwise `keep` is to be called once it is there.
    `templates` is how many of such the server keeps.
    """

    def __init__(
        self,
        server: str = "embedded",
        *,
        version: int = NEWEST,
        contents: str = "",
        templates: int = 0,
    ) -> None:
        self.server = server
        self.version = version
        self.contents = contents
        self.templates = templates
        self.filled = False
        self.name = PREFIX + secrets.token_hex(8)

    def __enter__(self) -> Sandbox:
        embedded = self.server == "embedded"
        self._address = embedded_server(self.version) if embedded else self.server
        self._maintenance = self._connect()
        try:
            with losses_named(self._maintenance):
                self._prepare()
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
        if not self._drop() and isinstance(error, psycopg.Error | DatabaseError | None):
            # Whatever the driver said: this is why.
            raise lost() from error

    @property
    def conninfo(self) -> str:
        """How to connect to it: holds what the URL held, secrets included."""
        return make_conninfo(self._address, dbname=self.name)

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
        address = given | parameters(self.conninfo)
        entry = deepcopy(dict(project or {}))
        if not _is_postgresql(entry.get("ENGINE", "")):
            entry |= {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}}
        options = {
            name: value
            for name, value in (entry.get("OPTIONS") or {}).items()
            if name not in STEERING
        }
        places = {setting: address.pop(name, "") for name, setting in PLACES.items()}
        flags = [str(each.pop("options", "")) for each in (options, address)]
        if any(flags):
            options["options"] = " ".join(flags).strip()
        entry |= {**places, "NAME": address.pop("dbname")}
        entry["OPTIONS"] = {**options, **address}
        return entry

    def _prepare(self) -> None:
        # The lease comes first: from its first moment the database has a living owner.
        self._maintenance.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LEASE, self.name])
        # A server may close idle sessions, and this one idles as long as the run lasts.
        self._maintenance.execute("SET idle_session_timeout = 0")
        self._sweep()
        self.filled = self._cloned()
        if not self.filled:
            self._create()
        self._settle()

    def _cloned(self) -> bool:
        """Whether it could be made from a template."""
        if not self.contents:
            return False
        templates = Templates(self._maintenance, self.contents, self.templates)
        templates.prune()
        return templates.clone(self.name)

    def _create(self) -> None:
        try:
            self._run("CREATE DATABASE {}")
        except errors.InsufficientPrivilege:
            raise SandboxError(
                "The role named in --sandbox may not create databases.",
                "Grant it: ALTER ROLE ... CREATEDB.",
            ) from None
        except errors.ObjectInUse:
            # Somebody is connected to template1; template0 accepts no connection at all.
            self._run("CREATE DATABASE {} TEMPLATE template0")

    def _settle(self) -> None:
        # A killed run's backend notices at once, so that its sandbox can be swept.  Not
        # every platform can: PostgreSQL refuses the setting there.
        with suppress(errors.InvalidParameterValue):
            self._run("ALTER DATABASE {} SET client_connection_check_interval = '500ms'")

    def _sweep(self) -> None:
        found = self._maintenance.execute(LEFTOVERS, {"name": NAME, "lease": LEASE})
        for (name,) in found.fetchall():
            # Another run may sweep the same one, or a session may just have come.
            with suppress(errors.InvalidCatalogName, errors.ObjectInUse, errors.InternalError):
                self._run("DROP DATABASE IF EXISTS {}", name)

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

    def _run(self, command: str, name: str = "") -> None:
        self._maintenance.execute(sql.SQL(command).format(sql.Identifier(name or self.name)))


def _is_postgresql(engine: str) -> bool:
    """Whether a database backend speaks PostgreSQL, be it Django's own or one built on it."""
    return bool(engine) and load_backend(engine).DatabaseWrapper.vendor == "postgresql"
