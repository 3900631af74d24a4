"""What MS117 says of timeouts is true: they end a concurrent build and leave it invalid."""

from __future__ import annotations

import psycopg
import pytest

from tests.plugins.servers import Server

BUILD = "CREATE INDEX CONCURRENTLY made ON item (name)"
FILL = "CREATE TABLE item AS SELECT md5(i::text) AS name FROM generate_series(1, 99) AS i"
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'made'::regclass"


@pytest.mark.parametrize("limit", ["lock_timeout", "statement_timeout"])
def test_a_timeout_leaves_an_invalid_index(server: Server, limit: str) -> None:
    """The build waits for a transaction that has written the table before it began."""
    with server.database() as url, psycopg.connect(url, autocommit=True) as builder:
        builder.execute(FILL.encode())
        with psycopg.connect(url) as older:
            older.execute("INSERT INTO item VALUES ('new')")
            builder.execute(f"SET {limit} = '100ms'".encode())
            with pytest.raises((psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled)):
                builder.execute(BUILD.encode())
        assert builder.execute(VALID.encode()).fetchall() == [(False,)]
