"""The journal is made on demand, holds one seeding at a time, and goes with its last run."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.copying import copy_chunk
from migration_safety.databases.postgresql.load.journal import Journal
from migration_safety.errors import VolumeError
from tests.plugins.servers import Server

SCHEMA = "SELECT to_regnamespace('migration_safety') IS NOT NULL"


@pytest.fixture
def session(server: Server) -> Iterator[psycopg.Connection]:
    with server.database() as url, loading_connection(url) as connection:
        yield connection


@pytest.fixture
def recent(database_url: str) -> Iterator[psycopg.Connection]:
    with loading_connection(database_url) as connection:
        yield connection


def test_a_database_without_a_journal_says_nothing_and_gets_none(
    recent: psycopg.Connection,
) -> None:
    journal = Journal(recent)

    with journal.lock():
        assert journal.unfinished() is None
        assert journal.runs() == []
        assert journal.chunks(1) == {}
        journal.forget(1)

    assert recent.execute(SCHEMA).fetchone() == (False,)


def test_a_run_is_kept_until_it_is_forgotten(session: psycopg.Connection) -> None:
    journal = Journal(session)
    run = journal.begin({"seed": 7, "tables": {"person": [1, 2]}})
    unfinished = journal.unfinished()
    assert unfinished is not None
    assert (unfinished.id, unfinished.manifest["tables"]) == (run, {"person": [1, 2]})

    journal.finish(run)
    assert journal.unfinished() is None
    (found,) = journal.runs()
    assert found.finished is not None and found.finished >= found.started

    journal.forget(run)
    assert journal.runs() == []
    assert session.execute(SCHEMA).fetchone() == (False,)


def test_the_newest_unfinished_run_counts(recent: psycopg.Connection) -> None:
    journal = Journal(recent)
    first, second, third = journal.begin({}), journal.begin({}), journal.begin({})
    journal.finish(third)

    unfinished = journal.unfinished()

    assert unfinished is not None and unfinished.id == second
    journal.forget(second)
    assert [run.id for run in journal.runs()] == [first, third]


def test_chunks_are_told_by_table_and_go_with_their_run(recent: psycopg.Connection) -> None:
    recent.execute('CREATE TABLE a (x integer); CREATE TABLE "B.c" (x integer)')
    journal = Journal(recent)
    run, other = journal.begin({}), journal.begin({})
    places = [(run, "a", 0), (run, "a", 5), (run, "B.c", 0), (other, "a", 1)]
    for which, table, chunk in places:
        copy_chunk(recent, run=which, table=table, columns=["x"], chunk=chunk, lines=[b"1\n"])

    assert journal.chunks(run) == {"a": {0, 5}, "B.c": {0}}

    journal.forget(run)
    assert journal.chunks(run) == {}
    assert journal.chunks(other) == {"a": {1}}


def test_what_others_keep_in_the_schema_stays(recent: psycopg.Connection) -> None:
    journal = Journal(recent)
    run = journal.begin({})
    recent.execute("CREATE TABLE migration_safety.theirs ()")

    journal.forget(run)

    assert recent.execute(SCHEMA).fetchone() == (True,)
    assert recent.execute("SELECT to_regclass('migration_safety.run')").fetchone() == (None,)
    assert journal.begin({}) > 0


def test_one_seeding_at_a_time(session: psycopg.Connection) -> None:
    with loading_connection(session.info.dsn) as other:
        refused = pytest.raises(VolumeError, match=f"session of pid {other.info.backend_pid}")
        with Journal(other).lock(), refused, Journal(session).lock():
            pass
        with Journal(session).lock():
            pass


def test_another_database_may_be_seeded_meanwhile(newest: Server) -> None:
    with (
        newest.database() as one,
        newest.database() as two,
        loading_connection(one) as first,
        loading_connection(two) as second,
        Journal(first).lock(),
        Journal(second).lock(),
    ):
        pass


def test_the_lock_goes_with_a_lost_session(recent: psycopg.Connection, newest: Server) -> None:
    lost = pytest.raises(VolumeError, match="went away")
    with newest.connect() as admin, lost, Journal(recent).lock():
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [recent.info.backend_pid])
        Journal(recent).begin({})


def test_runs_that_begin_at_once_all_begin(session: psycopg.Connection) -> None:
    def begin(_: int) -> int:
        with loading_connection(session.info.dsn) as connection:
            return Journal(connection).begin({})

    with ThreadPoolExecutor(6) as pool:
        runs = set(pool.map(begin, range(6)))

    assert len(runs) == 6


def test_a_role_that_may_not_create_schemas_is_told_so(own_server: Server) -> None:
    with own_server.database() as url, loading_connection(url) as connection:
        connection.execute("DROP ROLE IF EXISTS comer; CREATE ROLE comer; SET ROLE comer")
        with pytest.raises(VolumeError, match="schema migration_safety: permission denied"):
            Journal(connection).begin({})
