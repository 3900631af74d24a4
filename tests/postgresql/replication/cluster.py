"""A cluster of a test's own that decodes its WAL, with room for many subscriptions at once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migration_safety.databases.postgresql.embedded import embedded_server
from tests.plugins.servers import CLUSTERS, Server, start, stop

SETTINGS = {
    "wal_level": "logical",
    "max_connections": 250,
    "max_wal_senders": 200,
    "max_replication_slots": 400,
    "max_logical_replication_workers": 200,
    "max_worker_processes": 220,
    "wal_retrieve_retry_interval": "100ms",
    "autovacuum": "off",
    "TimeZone": "America/New_York",
}
# Until PostgreSQL 17 that of slots is the limit for origins too.
ORIGINS = {"max_active_replication_origins": 400}


@contextmanager
def logical(version: int) -> Iterator[tuple[Server, Path]]:
    """The server and its log."""
    start(version)  # which skips where there is none, and teaches the wheel of PostgreSQL 15
    folder = Path(tempfile.mkdtemp(prefix="logical_", dir=os.environ[CLUSTERS])) / "cluster"
    first = Server(version, embedded_server(version, folder))
    with first.connect() as connection:
        for name, value in (SETTINGS | (ORIGINS if version >= 18 else {})).items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
    stop(folder / "postmaster.pid")
    yield Server(version, embedded_server(version, folder)), folder / "log"
    stop(folder / "postmaster.pid")
