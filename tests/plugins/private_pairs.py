"""Two servers that replicate and that no other worker uses: they may be fenced whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.embedded import embedded_server
from tests.plugins.servers import CLUSTERS, NEWEST, Server, start, stop

SETTINGS = {
    "wal_level": "logical",
    "max_prepared_transactions": "4",
    "wal_retrieve_retry_interval": "100ms",
}


@dataclass(frozen=True, slots=True)
class PrivatePair:
    """Two servers; `sides` are an empty database on each."""

    blue: Server
    green: Server
    sides: tuple[Side, Side]


@pytest.fixture(scope="session", params=(15, NEWEST), ids=lambda version: f"pg{version}")
def private_servers(request: pytest.FixtureRequest) -> Iterator[tuple[Server, Server]]:
    """The oldest and the newest version, one after the other."""
    start(request.param)
    folder = Path(tempfile.mkdtemp(prefix="pair_", dir=os.environ[CLUSTERS]))
    servers = [_logical(request.param, folder / colour) for colour in ("blue", "green")]
    yield servers[0], servers[1]


@pytest.fixture
def private_pair(private_servers: tuple[Server, Server]) -> Iterator[PrivatePair]:
    """An empty database on each of them."""
    blue, green = private_servers
    with ExitStack() as stack:
        urls = [stack.enter_context(server.database()) for server in private_servers]
        sides = Side("blue", urls[0]), Side("green", urls[1])
        yield PrivatePair(blue, green, sides)
        for side in sides:
            _cleared(side)
        for side in sides:
            side.forget()


def _logical(version: int, folder: Path) -> Server:
    conninfo = embedded_server(version, folder)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
    stop(folder / "postmaster.pid")
    return Server(version, embedded_server(version, folder))


def _cleared(side: Side) -> None:
    """Take away what would keep the database from being dropped, or fence the next test."""
    connection = side.fresh()
    with connection:
        connection.execute("ALTER SYSTEM RESET default_transaction_read_only")
        connection.execute("SELECT pg_reload_conf()")
        query = "SELECT subname FROM pg_subscription"
        for (name,) in connection.execute(query).fetchall():
            connection.execute(f"ALTER SUBSCRIPTION {name} DISABLE".encode())
            connection.execute(f"ALTER SUBSCRIPTION {name} SET (slot_name = NONE)".encode())
            connection.execute(f"DROP SUBSCRIPTION {name}".encode())
    connection.close()
