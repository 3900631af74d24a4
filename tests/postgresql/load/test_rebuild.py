"""What was dropped comes back after a kill, beside what cannot, and once only."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.journal import Journal
from migration_safety.databases.postgresql.load.parts.crew import Crew
from migration_safety.databases.postgresql.load.parts.dismantle import dismantle
from migration_safety.databases.postgresql.load.parts.rebuild import rebuild
from migration_safety.errors import VolumeError
from tests.plugins.servers import Server
from tests.postgresql.load.portrait import fill, portrait, prepare, tables_of

DROP_AND_HANG = """
import sys
from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.journal import Journal
from migration_safety.databases.postgresql.load.parts.dismantle import dismantle
from tests.postgresql.load.portrait import tables_of
connection = loading_connection(sys.argv[1])
journal = Journal(connection)
with journal.lock():
    dismantle(connection, run=journal.begin({}), tables=tables_of(connection))
    print("dropped", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def session(server: Server) -> Iterator[psycopg.Connection]:
    with server.database() as url, loading_connection(url) as connection:
        yield connection


@pytest.fixture
def recent(database_url: str) -> Iterator[psycopg.Connection]:
    with loading_connection(database_url) as connection:
        yield connection


def test_what_a_killed_run_dropped_is_repaired(session: psycopg.Connection) -> None:
    prepare(session)
    before = portrait(session)
    command = [sys.executable, "-c", DROP_AND_HANG, session.info.dsn]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "dropped\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert portrait(session) != before
    fill(session)
    # Its session may outlive it by a moment; its lock says so.
    session.execute("SELECT pg_advisory_lock(%s, %s)", [0x6D69_6773, 0x7365_6564])
    session.execute("SELECT pg_advisory_unlock_all()")

    (run,) = Journal(session).runs()
    assert rebuild(session.info.dsn, run=run.id) > 0

    assert portrait(session) == before
    assert rebuild(session.info.dsn, run=run.id) == 0


def test_the_rest_comes_back_beside_what_cannot(session: psycopg.Connection) -> None:
    session.execute("""
        CREATE TABLE t (a integer UNIQUE, b integer REFERENCES t (a), c integer);
        CREATE TABLE u (a integer REFERENCES t (a), c integer UNIQUE);
        CREATE INDEX ON t (c);
    """)
    before = portrait(session)
    run = Journal(session).begin({})
    dismantle(session, run=run, tables=["t", "u"])
    session.execute("INSERT INTO t VALUES (987654, 987654, 3), (987654, NULL, 4)")

    with pytest.raises(VolumeError, match=r"3 of 5 .* could not be brought back") as caught:
        rebuild(session.info.dsn, run=run)

    assert 'could not create unique index "t_a_key"' in caught.value.problem
    assert "CREATE UNIQUE INDEX t_a_key ON public.t USING btree (a); " in caught.value.advice
    assert 'ADD CONSTRAINT "t_b_fkey" FOREIGN KEY (b) REFERENCES' in caught.value.advice
    assert "987654" not in str(caught.value)
    with pytest.raises(VolumeError, match="not restored yet: t_b_fkey, u_a_fkey, t_a_key"):
        Journal(session).finish(run)
    indexes = "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    assert session.execute(indexes).fetchall() == [("t_c_idx",), ("u_c_key",)]
    session.execute("DELETE FROM t WHERE c = 4")
    assert rebuild(session.info.dsn, run=run) == 3
    assert portrait(session) == before


def test_a_foreign_key_with_an_orphan_is_named_and_does_not_pass_for_proved(
    recent: psycopg.Connection,
) -> None:
    recent.execute("CREATE TABLE t (a integer PRIMARY KEY, b integer REFERENCES t)")
    run = Journal(recent).begin({})
    dismantle(recent, run=run, tables=["t"])
    recent.execute("INSERT INTO t VALUES (1, 2)")

    with pytest.raises(VolumeError, match="violates foreign key constraint"):
        rebuild(recent.info.dsn, run=run)

    proved = "SELECT convalidated FROM pg_constraint WHERE conname = 't_b_fkey'"
    assert recent.execute(proved).fetchone() == (False,)
    recent.execute("DELETE FROM t")
    assert rebuild(recent.info.dsn, run=run) == 1
    assert recent.execute(proved).fetchone() == (True,)


BY_HAND = [
    "CREATE UNIQUE INDEX person_email_key ON person (email)",
    "ALTER TABLE person ADD CONSTRAINT person_email_key UNIQUE (email)",
    "CREATE INDEX person_folded ON person (fold(name), lower(email) DESC NULLS LAST)",
    "ALTER TABLE person ADD CONSTRAINT person_pkey PRIMARY KEY (id);"
    "ALTER TABLE person ADD CONSTRAINT parent FOREIGN KEY (parent_id) REFERENCES person"
    " ON DELETE SET NULL (parent_id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
]


@pytest.mark.parametrize("statement", BY_HAND)
def test_what_somebody_began_to_restore_is_completed(
    recent: psycopg.Connection, statement: str
) -> None:
    prepare(recent)
    before = portrait(recent)
    run = Journal(recent).begin({})
    dismantle(recent, run=run, tables=tables_of(recent))
    recent.execute(statement.encode())

    rebuild(recent.info.dsn, run=run)

    assert portrait(recent) == before


def test_an_impostor_is_not_taken_for_the_index(recent: psycopg.Connection) -> None:
    recent.execute("CREATE TABLE t (a integer, b integer)")
    recent.execute("CREATE INDEX i ON t (a)")
    run = Journal(recent).begin({})
    dismantle(recent, run=run, tables=["t"])
    recent.execute("CREATE INDEX i ON t (b)")

    with pytest.raises(VolumeError, match=r"i on t: .* already exists"):
        rebuild(recent.info.dsn, run=run)


def test_the_parts_of_a_table_that_is_gone_are_nobodys(recent: psycopg.Connection) -> None:
    recent.execute("CREATE TABLE t (a integer UNIQUE)")
    run = Journal(recent).begin({})
    dismantle(recent, run=run, tables=["t"])
    recent.execute("DROP TABLE t")

    assert rebuild(recent.info.dsn, run=run) == 0
    Journal(recent).finish(run)


def test_an_index_returns_to_its_tablespace(own_server: Server) -> None:
    space = f"space_{secrets.token_hex(4)}"
    with own_server.connect() as admin:
        admin.execute("SET allow_in_place_tablespaces = on")
        admin.execute(f"CREATE TABLESPACE {space} LOCATION ''".encode())
        with own_server.database() as url, loading_connection(url) as connection:
            connection.execute(
                f"""
                CREATE TABLE t (a integer UNIQUE USING INDEX TABLESPACE {space},
                    EXCLUDE (a WITH =) USING INDEX TABLESPACE {space}, b integer UNIQUE);
                CREATE INDEX ON t (a) TABLESPACE {space};
            """.encode()
            )
            before = portrait(connection)
            run = Journal(connection).begin({})
            dropped = dismantle(connection, run=run, tables=["t"])
            connection.execute(f"SET default_tablespace = {space}".encode())
            rebuild(url, run=run)
            assert portrait(connection) == before
        admin.execute(f"DROP TABLESPACE {space}".encode())
    assert dropped.kept == {}


@pytest.mark.parametrize("workers", [1, 4])
def test_each_part_is_told_once_whatever_the_number_of_workers(
    recent: psycopg.Connection, workers: int
) -> None:
    prepare(recent)
    run = Journal(recent).begin({})
    dropped = dismantle(recent, run=run, tables=tables_of(recent)).parts
    told: list[str] = []

    rebuild(recent.info.dsn, run=run, workers=workers, progress=told.append)

    assert sorted(told) == sorted(f"{part.name} on {part.table}" for part in dropped)


@pytest.mark.parametrize(("configured", "used"), [("1GB", "1GB"), ("1MB", "128MB")])
def test_memory_for_sorting_is_raised_and_never_lowered(
    recent: psycopg.Connection, configured: str, used: str
) -> None:
    database = sql.Identifier(recent.info.dbname)
    statement = sql.SQL("ALTER DATABASE {} SET maintenance_work_mem = {}")
    recent.execute(statement.format(database, sql.Literal(configured)))

    with Crew(recent.info.dsn, 4) as crew, crew.connection() as connection:
        assert connection.execute("SHOW maintenance_work_mem").fetchone() == (used,)


def test_an_interruption_is_passed_on_and_the_rest_repaired(recent: psycopg.Connection) -> None:
    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    prepare(recent)
    before = portrait(recent)
    run = Journal(recent).begin({})
    dismantle(recent, run=run, tables=tables_of(recent))

    with pytest.raises(KeyboardInterrupt):
        rebuild(recent.info.dsn, run=run, progress=interrupt)

    assert portrait(recent) != before
    assert rebuild(recent.info.dsn, run=run) > 0
    assert portrait(recent) == before


def test_sessions_that_are_ended_meanwhile_are_replaced(recent: psycopg.Connection) -> None:
    def end_all_others(_: str) -> None:
        recent.execute("""
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
        """)

    recent.execute("CREATE TABLE t (a integer UNIQUE, b integer UNIQUE, c integer UNIQUE)")
    before = portrait(recent)
    run = Journal(recent).begin({})
    dismantle(recent, run=run, tables=["t"])

    with pytest.raises(VolumeError, match="The database server went away"):
        rebuild(recent.info.dsn, run=run, workers=1, progress=end_all_others)

    rebuild(recent.info.dsn, run=run)
    assert portrait(recent) == before


COLUMNS = st.sampled_from(["a", "b", "lower(b)", "(a + c)", "c", "d"])
SUFFIXES = st.sampled_from(["", " DESC", " NULLS FIRST", " DESC NULLS LAST"])
KEYS = st.lists(st.builds(str.__add__, COLUMNS, SUFFIXES), min_size=1, max_size=4).map(", ".join)
DEFINITIONS = st.builds(
    "CREATE {}INDEX ON t ({}){}{}{}{}".format,
    st.sampled_from(["", "UNIQUE "]),
    KEYS,
    st.sampled_from(["", " INCLUDE (c)", " INCLUDE (a, d)"]),
    st.sampled_from(["", " NULLS NOT DISTINCT"]),
    st.sampled_from(["", " WITH (fillfactor = 55)", " WITH (deduplicate_items = off)"]),
    st.sampled_from(["", " WHERE a > 3", " WHERE b LIKE 'x%' OR c IS NULL", " WHERE d > 'x'"]),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(definitions=st.lists(DEFINITIONS, min_size=1, max_size=8))
def test_any_indexes_come_back(recent: psycopg.Connection, definitions: list[str]) -> None:
    recent.execute("DROP TABLE IF EXISTS t")
    recent.execute("CREATE TABLE t (a integer, b text, c integer, d text)")
    for definition in definitions:
        recent.execute(definition.encode())
    query = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    before = recent.execute(query).fetchall()
    run = Journal(recent).begin({})

    dropped = dismantle(recent, run=run, tables=["t"])
    recent.execute("INSERT INTO t SELECT n, n, n, n FROM generate_series(1, 50) AS n")
    rebuild(recent.info.dsn, run=run)

    assert len(dropped.parts) == len(definitions)
    assert recent.execute(query).fetchall() == before
