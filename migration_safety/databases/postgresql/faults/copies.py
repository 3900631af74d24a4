"""Copies of a database on its server: one for every interruption, dropped afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from migration_safety.databases.postgresql.connect import connect, parameters
from migration_safety.databases.postgresql.sandbox import LEASE, PREFIX
from migration_safety.errors import SandboxError

INTERVAL = "ALTER DATABASE {} SET client_connection_check_interval = {}"


class Copies:
    """Databases named as sandboxes are, so that those of a killed run are swept by the next.

    `address` leads to the server, to a database that is none of the copied ones;
    `check_interval` is the client_connection_check_interval of sessions on a copy.
    """

    def __init__(self, address: str, check_interval: str = "0") -> None:
        self._address = address
        self._check_interval = check_interval
        self.reconnect()

    def reconnect(self) -> None:
        """Connect, anew where the server has crashed."""
        dbname = parameters(self._address).get("dbname", "postgres")
        self._session = connect(self._address, dbname=dbname)

    def close(self) -> None:
        """No more copies."""
        self._session.close()

    def conninfo(self, database: str) -> str:
        """How to connect to one of its databases."""
        return make_conninfo(self._address, dbname=database)

    @contextmanager
    def copy(self, source: str) -> Iterator[str]:
        """The name of a copy, to which nobody is connected; nor may anybody be to the source."""
        name = PREFIX + secrets.token_hex(8)
        # The lease comes first, as a sandbox's does.
        self._session.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LEASE, name])
        try:
            self._make(name, source)
            yield name
        finally:
            self._drop(name)

    def _make(self, name: str, source: str) -> None:
        try:
            self._run("CREATE DATABASE {} TEMPLATE {}", name, source)
        except errors.ObjectInUse:
            raise SandboxError(
                "Somebody is connected to the sandbox, so that it cannot be copied.",
                "End that session, and run the command again.",
            ) from None
        # Not every platform knows it: PostgreSQL refuses the setting there.
        with suppress(errors.InvalidParameterValue):
            self._session.execute(
                sql.SQL(INTERVAL).format(sql.Identifier(name), sql.Literal(self._check_interval))
            )

    def _drop(self, name: str) -> None:
        if self._session.closed or self._session.broken:
            self.reconnect()
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._session.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [LEASE, name])

    def _run(self, command: str, *names: str) -> None:
        self._session.execute(sql.SQL(command).format(*map(sql.Identifier, names)))
