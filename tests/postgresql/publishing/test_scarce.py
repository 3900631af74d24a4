"""Slots that run out, and slots that are given up because the disk would fill."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from migration_safety.databases.postgresql.embedded import embedded_server
from migration_safety.databases.postgresql.publishing.progress import progress
from migration_safety.databases.postgresql.publishing.slot import create_slot, slot_state
from migration_safety.errors import RefusedError
from tests.plugins.servers import Server, stop

SCARCE = {
    "wal_level": "logical",
    "max_replication_slots": "1",
    "max_slot_wal_keep_size": "'1MB'",
    "min_wal_size": "'32MB'",
}
SEGMENT = "CREATE TABLE filler (); SELECT pg_switch_wal(); DROP TABLE filler"


@pytest.fixture
def scarce(mortal_server: Server) -> Iterator[psycopg.Connection[Any]]:
    """A server with one slot, for which it keeps next to no WAL."""
    with mortal_server.connect() as connection:
        for name, value in SCARCE.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
    folder = Path(str(conninfo_to_dict(mortal_server.conninfo)["host"]))
    stop(folder / "postmaster.pid")
    conninfo = embedded_server(mortal_server.version, folder)
    with closing(psycopg.connect(conninfo, autocommit=True)) as connection:
        yield connection


@pytest.mark.slow
def test_one_slot_too_many_is_refused_and_one_that_was_given_up_is_told(
    scarce: psycopg.Connection[Any],
) -> None:
    create_slot(scarce, "first")
    with pytest.raises(RefusedError, match="no replication slot left"):
        create_slot(scarce, "second")
    for _ in range(4):
        scarce.execute(SEGMENT)
    scarce.execute("CHECKPOINT")
    found = slot_state(scarce, "first")
    assert found
    assert not found.usable
    stands = progress(scarce, scarce, subscription="none", slot="first")
    assert "WAL is missing" in stands.trouble
