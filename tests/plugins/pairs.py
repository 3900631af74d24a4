"""Two servers of one version that replicate: blue and green, shared by all workers of a run."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from migration_safety.databases.postgresql.embedded import embedded_server
from tests.plugins.servers import CLUSTERS, NEWEST, VERSIONS, Server, start, stop

# Retries come at once: what waits for one waits for five seconds otherwise.
SETTINGS = {
    **dict.fromkeys(("max_wal_senders", "max_replication_slots"), "60"),
    **dict.fromkeys(("max_worker_processes", "max_logical_replication_workers"), "60"),
    "max_connections": "200",
    "max_sync_workers_per_subscription": "4",
    "max_prepared_transactions": "4",
    "wal_retrieve_retry_interval": "100ms",
    "wal_level": "logical",
}
SUBSCRIPTIONS = """
    SELECT subname FROM pg_subscription JOIN pg_database AS d ON d.oid = subdbid
    WHERE datname = current_database()
"""
SLOTS = """
    SELECT pg_terminate_backend(active_pid), slot_name FROM pg_replication_slots
    WHERE database = current_database()
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """An empty database on each of two servers; `name` is nobody else's name for a stream."""

    blue: str
    green: str
    version: int
    name: str

    @property
    def role(self) -> str:
        """One that no other test has."""
        return f"{self.name}_app"

    def connect(self, url: str) -> psycopg.Connection[Any]:
        """A superuser's connection to one of the two, in autocommit."""
        return psycopg.connect(url, autocommit=True)


@pytest.fixture(params=VERSIONS, ids=lambda version: f"pg{version}")
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Blue and green of every supported version at hand, one version after the other."""
    yield from _pair(request.param)


@pytest.fixture
def newest_pair() -> Iterator[Pair]:
    """Blue and green of the newest version alone."""
    yield from _pair(NEWEST)


@pytest.fixture
def older_pair() -> Iterator[Pair]:
    """Blue and green of the oldest version at hand."""
    yield from _pair(min(VERSIONS))


def _pair(version: int) -> Iterator[Pair]:
    blue, green = (_logical(version, colour) for colour in ("blue", "green"))
    with blue.database() as here, green.database() as there:
        yield Pair(here, there, version, f"ms_{secrets.token_hex(4)}_forward")
        for url in (here, there):
            _detach(url)
        for url in (here, there):
            _drop_slots(url)


@cache
def _logical(version: int, colour: str) -> Server:
    """The server of that colour, started and told by whoever needs it first."""
    start(version)
    folder = Path(os.environ[CLUSTERS]) / f"{colour}-{version}"
    with import_module("fasteners").InterProcessLock(folder.with_suffix(".lock")):
        conninfo = embedded_server(version, folder)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            if connection.execute("SHOW wal_level").fetchone() == ("logical",):
                return Server(version, conninfo)
            for name, value in SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        stop(folder / "postmaster.pid")
        return Server(version, embedded_server(version, folder))


def _detach(url: str) -> None:
    """Drop the subscriptions of a database, whatever has become of their publishers."""
    with psycopg.connect(url, autocommit=True) as connection:
        for (name,) in connection.execute(SUBSCRIPTIONS).fetchall():
            alter = sql.SQL("ALTER SUBSCRIPTION {} ").format(sql.Identifier(name))
            connection.execute(alter + sql.SQL("DISABLE"))
            connection.execute(alter + sql.SQL("SET (slot_name = NONE)"))
            connection.execute(sql.SQL("DROP SUBSCRIPTION {}").format(sql.Identifier(name)))


def _drop_slots(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for _, name in connection.execute(SLOTS).fetchall():
            _drop_slot(connection, name)


def _drop_slot(connection: psycopg.Connection[Any], name: str) -> None:
    for _ in range(200):
        try:
            connection.execute("SELECT pg_drop_replication_slot(%s)", [name])
            return
        except psycopg.errors.ObjectInUse:
            connection.execute("SELECT pg_sleep(0.02)")
        except psycopg.errors.UndefinedObject:
            return
