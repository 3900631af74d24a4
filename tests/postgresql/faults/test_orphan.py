"""What becomes of a statement, and of its locks, when its client or its backend goes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from migration_safety.core.trial.fault import Orphan
from migration_safety.databases.postgresql.faults.orphan import Orphaned
from migration_safety.databases.postgresql.faults.session import session, settled
from migration_safety.databases.postgresql.faults.writer import waits_for_writers, writing
from tests.plugins.servers import Server

CLIENT = """
import sys
import psycopg
session = psycopg.connect(sys.argv[1], autocommit=True)
print(session.info.backend_pid, flush=True)
for statement in sys.argv[2:]:
    session.execute(statement)
"""
MADE = """
    CREATE TABLE item (id int PRIMARY KEY, name text);
    INSERT INTO item SELECT i, i FROM generate_series(1, 10) AS i;
    CREATE FUNCTION slow(name text) RETURNS text IMMUTABLE LANGUAGE sql
        AS 'SELECT name || pg_sleep(0.05)'
"""
CONCURRENTLY = "CREATE INDEX CONCURRENTLY item_name ON item (name)"
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('item_name')"
NOTE = "SELECT FROM pg_attribute WHERE attrelid = 'item'::regclass AND attname = 'note'"


@contextmanager
def client(url: str, *statements: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that runs them, and its backend."""
    command = [sys.executable, "-c", CLIENT, url, *statements]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())
        process.kill()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """A database with a table, on each version; nobody looks after clients there."""
    with server.database() as url:
        with session(url) as opened:
            opened.execute(MADE.encode())
        settled(url, "0")
        yield url


def asked(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def killed(url: str, *statements: str) -> Orphan:
    """What is left of a client that is killed in the middle of the last of them."""
    with session(url) as watching, client(url, *statements) as (process, backend):
        orphaned = Orphaned(watching, backend)
        assert until_held(orphaned)
        held, since = orphaned.held(), time.monotonic()
        process.kill()
        return orphaned.outlived(held, since=since, patience=20)


def until_held(orphaned: Orphaned) -> bool:
    end = time.monotonic() + 20
    while not orphaned.held() and time.monotonic() < end:
        time.sleep(0.005)
    return bool(orphaned.held())


def test_locks_stay_until_the_statement_of_a_killed_client_has_ended(url: str) -> None:
    add = "ALTER TABLE item ADD note text"
    orphan = killed(url, "BEGIN", add, "UPDATE item SET note = slow(name)")
    assert orphan.held[0] == "ACCESS EXCLUSIVE on item"
    assert orphan.ended
    assert asked(url, NOTE) == []


def test_a_statement_that_commits_by_itself_is_finished_for_a_killed_client(url: str) -> None:
    orphan = killed(url, "CREATE INDEX item_name ON item (slow(name))")
    assert orphan.held == ("SHARE on item",)
    assert asked(url, VALID) == [(True,)]


def test_a_terminated_backend_gives_up_its_locks_at_once(url: str) -> None:
    statement = "CREATE INDEX item_name ON item (slow(name))"
    with session(url) as watching, client(url, statement) as (_, backend):
        orphaned = Orphaned(watching, backend)
        assert until_held(orphaned)
        orphaned.terminate()
        assert orphaned.gone(20)
    assert asked(url, VALID) == []


def test_an_index_built_concurrently_is_left_invalid_by_its_backend(url: str) -> None:
    with session(url) as watching, writing(url), client(url, CONCURRENTLY) as (_, backend):
        orphaned = Orphaned(watching, backend)
        assert orphaned.waits(20)
        orphaned.terminate()
        assert orphaned.gone(20)
    assert asked(url, VALID) == [(False,)]


@pytest.mark.parametrize(("interval", "valid"), [("0", True), ("20ms", False)])
def test_an_index_built_concurrently_is_finished_unless_the_server_looks_after_clients(
    url: str, interval: str, valid: bool
) -> None:
    settled(url, interval)
    with session(url) as watching:
        with writing(url), client(url, CONCURRENTLY) as (process, backend):
            orphaned = Orphaned(watching, backend)
            assert orphaned.waits(20)
            process.kill()
            assert orphaned.gone(0.3 if valid else 20) is not valid
        assert orphaned.gone(20)
    assert asked(url, VALID) == [(valid,)]


@pytest.mark.parametrize(
    ("statement", "waits"),
    [
        ("create unique index concurrently on item (name)", True),
        ("DROP INDEX CONCURRENTLY IF EXISTS item_name", True),
        ("REINDEX TABLE CONCURRENTLY item", True),
        ("ALTER TABLE item DETACH PARTITION part CONCURRENTLY", True),
        ("REFRESH MATERIALIZED VIEW CONCURRENTLY totals", False),
        ("CREATE INDEX ON item (name)", False),
        ("SELECT 'CREATE INDEX CONCURRENTLY'", False),
    ],
)
def test_what_commits_on_its_way_is_known_by_its_words(statement: str, waits: bool) -> None:
    assert waits_for_writers(statement) is waits
