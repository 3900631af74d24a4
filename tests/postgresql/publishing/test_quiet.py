"""Statements that hold a secret are written down nowhere on the server."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from migration_safety.databases.postgresql.deploying.quiet import quiet
from migration_safety.databases.postgresql.embedded import embedded_server
from tests.plugins.servers import CLUSTERS, DEBIAN_15, start, stop

# The servers of wheels come without extensions.
LIBRARY = DEBIAN_15.parent / "lib" / "pg_stat_statements.so"
COUNTING = "ALTER SYSTEM SET shared_preload_libraries = pg_stat_statements"
SEEN = "SELECT query FROM pg_stat_statements WHERE query LIKE '%%hidden%%'"


@pytest.fixture
def counting() -> Iterator[psycopg.Connection]:
    """A session of a server that counts statements."""
    start(15)
    folder = Path(tempfile.mkdtemp(prefix="quiet_", dir=os.environ[CLUSTERS])) / "cluster"
    for command in (COUNTING, "CREATE EXTENSION pg_stat_statements"):
        with closing(psycopg.connect(embedded_server(15, folder), autocommit=True)) as connection:
            connection.execute(command.encode())
        stop(folder / "postmaster.pid")
    with closing(psycopg.connect(embedded_server(15, folder), autocommit=True)) as connection:
        yield connection
    stop(folder / "postmaster.pid")


@pytest.mark.slow
@pytest.mark.skipif(not LIBRARY.exists(), reason="PostgreSQL 15 has no pg_stat_statements")
def test_a_password_is_not_among_the_statements_that_are_counted(
    counting: psycopg.Connection,
) -> None:
    with quiet(counting):
        counting.execute("CREATE ROLE somebody PASSWORD 'hidden'")
    assert counting.execute(SEEN).fetchall() == []
    counting.execute("ALTER ROLE somebody PASSWORD 'not hidden'")
    assert len(counting.execute(SEEN).fetchall()) == 1
