"""A chunk and its journal entry are there together or not at all; errors hold no values."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.copying import copy_chunk
from migration_safety.databases.postgresql.load.journal import Journal
from migration_safety.errors import VolumeError
from tests.plugins.servers import Server

TABLES = """
    CREATE SCHEMA "Else";
    CREATE TYPE mood AS ENUM ('good');
    CREATE TABLE plain (id integer UNIQUE, word varchar(9) NOT NULL CHECK (word <> 'hidden'),
        mood mood, "%" date);
    CREATE TABLE "dotted.name" (id integer);
    CREATE TABLE "Else"."Qu""oted" (id integer);
"""
BARE = """
import sys
from migration_safety.databases.postgresql.load import connection, copying
print(sorted({"django", "factory", "faker"} & {name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture
def session(server: Server) -> Iterator[psycopg.Connection]:
    with server.database() as url, loading_connection(url) as connection:
        connection.execute(TABLES)
        yield connection


@pytest.fixture
def recent(database_url: str) -> Iterator[psycopg.Connection]:
    with loading_connection(database_url) as connection:
        connection.execute(TABLES)
        yield connection


def test_lines_in_batches_become_rows(session: psycopg.Connection) -> None:
    run = Journal(session).begin({})
    lines = iter(
        ["1\tä\\tb\tgood\t2000-01-02\n2\t\\N\\N\t".encode(), b"\\N\t\\N\n", b"3\tc\tgood\t\\N\n"]
    )
    columns = ["id", "word", "mood", "%"]

    rows = copy_chunk(session, run=run, table="plain", columns=columns, chunk=4, lines=lines)

    assert rows == 3
    words = session.execute("SELECT word FROM plain ORDER BY id").fetchall()
    assert words == [("ä\tb",), ("NN",), ("c",)]
    assert Journal(session).chunks(run) == {"plain": {4}}


@pytest.mark.parametrize("table", ["dotted.name", '"Else"."Qu""oted"', 'Else"."Qu""oted'])
def test_a_table_is_named_as_db_table_names_it(recent: psycopg.Connection, table: str) -> None:
    run = Journal(recent).begin({})

    assert copy_chunk(recent, run=run, table=table, columns=["id"], chunk=0, lines=[b"1\n"]) == 1


def test_a_chunk_that_is_there_is_not_copied_again(recent: psycopg.Connection) -> None:
    run = Journal(recent).begin({})
    lines = [b"1\n", b"2\n"]
    copied = [
        copy_chunk(recent, run=run, table="dotted.name", columns=["id"], chunk=0, lines=lines)
        for _ in range(2)
    ]

    assert copied == [2, 0]
    assert recent.execute('SELECT count(*) FROM "dotted.name"').fetchone() == (2,)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_lines_that_break_off_leave_nothing(
    recent: psycopg.Connection, error: type[BaseException]
) -> None:
    def broken() -> Iterator[bytes]:
        yield b"1\n" * 100_000
        raise error

    run = Journal(recent).begin({})
    with pytest.raises(error):
        copy_chunk(recent, run=run, table="dotted.name", columns=["id"], chunk=0, lines=broken())

    assert recent.execute('SELECT count(*) FROM "dotted.name"').fetchone() == (0,)
    assert Journal(recent).chunks(run) == {}


def test_a_session_that_is_ended_in_mid_copy_leaves_nothing(server: Server) -> None:
    with server.database() as url, psycopg.connect(url, autocommit=True) as admin:
        admin.execute(TABLES)
        run = Journal(admin).begin({})
        copier = loading_connection(url)

        def lines() -> Iterator[bytes]:
            yield b"1\n" * 100_000
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [copier.info.backend_pid])
            yield b"2\n" * 100_000

        with copier, pytest.raises(VolumeError, match="went away while copying rows into") as lost:
            copy_chunk(copier, run=run, table="dotted.name", columns=["id"], chunk=0, lines=lines())

        assert "Repeat the command" in lost.value.advice
        assert admin.execute('SELECT count(*) FROM "dotted.name"').fetchone() == (0,)
        assert Journal(admin).chunks(run) == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            b"hidden\ta\t\\N\t\\N",
            'invalid input syntax for type integer: "..." (column id, line 2)',
        ),
        (b'hid"den"\ta\t\\N\t\\N', 'for type integer: "..." (column id, line 2)'),
        (b"99999999999\ta\t\\N\t\\N", 'value "..." is out of range for type integer (column id'),
        (
            b"2\thidden hidden\t\\N\t\\N",
            "value too long for type character varying(9) (column word",
        ),
        (b"2\ta\thidden\t\\N", 'invalid input value for enum mood: "..." (column mood, line 2)'),
        (b"2\ta\t\\N\t1999-99-99", 'field value out of range: "..." (column %, line 2)'),
        (b"2\t\\N\t\\N\t\\N", 'null value in column "word" of relation "plain" violates not-null'),
        (b"2\thidden\t\\N\t\\N", 'violates check constraint "plain_word_check" (line 2)'),
        (b"1\ta\t\\N\t\\N", 'violates unique constraint "plain_id_key" (line 2)'),
        (b"2\ta", 'missing data for column "mood" (line 2)'),
        (b"2\t\xff\t\\N\t\\N", "invalid byte sequence for encoding"),
    ],
)
def test_an_error_names_the_place_and_no_value(
    recent: psycopg.Connection, line: bytes, said: str
) -> None:
    run = Journal(recent).begin({})
    lines = [b"1\tword\t\\N\t\\N\n" + line + b"\n"]
    columns = ["id", "word", "mood", "%"]

    with pytest.raises(VolumeError) as caught:
        copy_chunk(recent, run=run, table="plain", columns=columns, chunk=0, lines=lines)

    assert said in caught.value.problem
    assert caught.value.problem.startswith("The server refuses copying rows into plain: ")
    assert re.search("hid|999", str(caught.value)) is None
    assert caught.value.__cause__ is None


def test_a_full_disk_is_told(recent: psycopg.Connection) -> None:
    recent.execute("""
        CREATE FUNCTION exhaust() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE SQLSTATE '53100' USING MESSAGE = 'could not extend file'; END $$;
        CREATE TRIGGER exhausted BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION exhaust();
    """)
    run = Journal(recent).begin({})

    with pytest.raises(
        VolumeError, match=r"disk is full while copying .* could not extend"
    ) as full:
        copy_chunk(recent, run=run, table="plain", columns=["word"], chunk=0, lines=[b"a\n"])

    assert full.value.advice.startswith("Free space.")


def test_a_session_that_loads_is_set_up_for_it(server: Server) -> None:
    with server.database() as url, loading_connection(url) as connection:
        shown = [
            connection.execute(f"SHOW {name}".encode()).fetchone()
            for name in ("synchronous_commit", "timezone", "client_encoding", "datestyle")
        ]

    assert shown == [("off",), ("UTC",), ("UTF8",), ("ISO, YMD",)]


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("host=127.0.0.1 port=1 password=hidden dbname=x", "No PostgreSQL answers"),
        ("postgresql://u:hid:den@127.0.0.1:hidden/x", "cannot be read|No PostgreSQL answers"),
        ("hidden", "cannot be read"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_secrets(address: str, problem: str) -> None:
    with pytest.raises(VolumeError, match=problem) as caught:
        loading_connection(address)

    assert "hidden" not in str(caught.value)


def test_a_database_that_is_not_there_is_told(newest: Server) -> None:
    with pytest.raises(VolumeError, match='database "nowhere" does not exist'):
        loading_connection(newest.url("nowhere"))


def test_a_worker_imports_no_django() -> None:
    found = subprocess.run([sys.executable, "-c", BARE], check=True, capture_output=True, text=True)

    assert found.stdout == "[]\n"
