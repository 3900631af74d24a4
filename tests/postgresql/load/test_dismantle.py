"""Indexes and foreign keys of empty tables go, and come back as pg_dump saw them before."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.journal import Journal
from migration_safety.databases.postgresql.load.parts.dismantle import dismantle
from migration_safety.databases.postgresql.load.parts.rebuild import rebuild
from migration_safety.errors import VolumeError
from tests.plugins.servers import Server
from tests.postgresql.load.portrait import fill, portrait, prepare, tables_of

INDEXES = """
    SELECT count(*) FROM pg_index JOIN pg_class AS c ON c.oid = indrelid
    WHERE relnamespace::regnamespace::text IN ('public', '"Else"')
"""


@pytest.fixture
def session(server: Server) -> Iterator[psycopg.Connection]:
    with server.database() as url, loading_connection(url) as connection:
        yield connection


@pytest.fixture
def recent(database_url: str) -> Iterator[psycopg.Connection]:
    with loading_connection(database_url) as connection:
        yield connection


def test_every_kind_of_part_comes_back_exactly(session: psycopg.Connection) -> None:
    prepare(session)
    before = portrait(session)
    run = Journal(session).begin({})
    tables = tables_of(session)

    dropped = dismantle(session, run=run, tables=tables)
    assert dropped.kept == {}
    assert session.execute(INDEXES).fetchone() == (0,)
    fill(session)
    restored = rebuild(session.info.dsn, run=run)

    assert restored == len(dropped.parts)
    assert portrait(session) == before
    Journal(session).finish(run)


def test_a_table_with_rows_is_refused_and_nothing_changes(recent: psycopg.Connection) -> None:
    prepare(recent)
    recent.execute('INSERT INTO "Else"."Ho""use.hold" (code, part_a, part_b) VALUES (1, 1, 1)')
    before = portrait(recent)
    run = Journal(recent).begin({})

    with pytest.raises(VolumeError, match=r"use\.hold.* holds rows"):
        dismantle(recent, run=run, tables=["person", *tables_of(recent)])

    assert portrait(recent) == before
    assert rebuild(recent.info.dsn, run=run) == 0


def test_rows_hidden_by_a_policy_are_rows(own_server: Server) -> None:
    with own_server.database() as url, loading_connection(url) as connection:
        connection.execute("""
            CREATE TABLE secret (id integer UNIQUE);
            INSERT INTO secret VALUES (1);
            ALTER TABLE secret ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            DROP ROLE IF EXISTS watched;
            CREATE ROLE watched;
            ALTER TABLE secret OWNER TO watched;
        """)
        run = Journal(connection).begin({})
        connection.execute("GRANT ALL ON SCHEMA migration_safety, public TO watched")
        connection.execute("SET ROLE watched")
        with pytest.raises(VolumeError, match="row-level security"):
            dismantle(connection, run=run, tables=["secret"])


KEPT = {
    "it is depended on from outside": (
        "CREATE TABLE other (x integer REFERENCES t (a))",
        {"t_a_key": "depend"},
    ),
    "a rule needs it": (
        "CREATE RULE r AS ON UPDATE TO t DO ALSO"
        " INSERT INTO t VALUES (1, 1) ON CONFLICT ON CONSTRAINT t_a_key DO NOTHING",
        {"t_a_key": "depend"},
    ),
    "an extension takes it along": (
        "ALTER INDEX t_b_idx DEPENDS ON EXTENSION plpgsql",
        {"t_b_idx": "extension"},
    ),
    "it is invalid": (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_b_idx'::regclass",
        {"t_b_idx": "invalid"},
    ),
    "its triggers are switched off": (
        "ALTER TABLE t DISABLE TRIGGER ALL",
        {"t_b_fkey": "trigger D", "t_a_key": "depend"},
    ),
    "its table is a partition": (
        "CREATE TABLE p (LIKE t) PARTITION BY LIST (a); ALTER TABLE p ATTACH PARTITION t DEFAULT",
        {"t": "it is a partition"},
    ),
    "its table is partitioned": (
        "DROP TABLE t; CREATE TABLE t (a integer UNIQUE) PARTITION BY LIST (a)",
        {"t": "it is partitioned"},
    ),
    "it refers to a partitioned table": (
        "CREATE TABLE p (a integer PRIMARY KEY) PARTITION BY LIST (a);"
        "CREATE TABLE p1 PARTITION OF p DEFAULT;"
        "ALTER TABLE t ADD CONSTRAINT far FOREIGN KEY (a) REFERENCES p",
        {"far": "branched"},
    ),
    "its table is gone": ("DROP TABLE t", {"t": "no such table"}),
    "its table is temporary": (
        "CREATE TEMPORARY TABLE t (a integer UNIQUE)",
        {"t": "no ordinary table"},
    ),
}


@pytest.mark.parametrize("why", KEPT)
def test_what_could_not_come_back_stays(recent: psycopg.Connection, why: str) -> None:
    recent.execute("CREATE TABLE t (a integer UNIQUE, b integer REFERENCES t (a))")
    recent.execute("CREATE INDEX ON t (b)")
    statements, expected = KEPT[why]
    recent.execute(statements.encode())
    before = portrait(recent)
    run = Journal(recent).begin({})

    kept = dismantle(recent, run=run, tables=["t"]).kept
    rebuild(recent.info.dsn, run=run)

    assert kept.keys() == expected.keys()
    assert all(words in kept[name] for name, words in expected.items())
    assert portrait(recent) == before


@pytest.mark.parametrize(
    ("setup", "kept"),
    [
        ("ALTER TABLE t OWNER TO postgres", {"t"}),
        ("REVOKE CREATE ON SCHEMA public FROM limited", {"t_a_key", "t_b_idx"}),
        ("REVOKE REFERENCES ON other FROM limited", {"t_b_fkey"}),
    ],
)
def test_what_the_role_may_not_make_again_stays(
    own_server: Server, setup: str, kept: set[str]
) -> None:
    with own_server.database() as url, loading_connection(url) as connection:
        connection.execute("""
            DROP ROLE IF EXISTS limited;
            CREATE ROLE limited;
            CREATE TABLE other (id integer PRIMARY KEY);
            CREATE TABLE t (a integer UNIQUE, b integer REFERENCES other);
            CREATE INDEX ON t (b);
            ALTER TABLE t OWNER TO limited;
            GRANT REFERENCES ON other TO limited;
            GRANT CREATE ON SCHEMA public TO limited;
        """)
        connection.execute(setup.encode())
        run = Journal(connection).begin({})
        connection.execute("GRANT ALL ON SCHEMA migration_safety TO limited")
        connection.execute("GRANT ALL ON ALL TABLES IN SCHEMA migration_safety TO limited")
        connection.execute("SET ROLE limited")
        found = dismantle(connection, run=run, tables=["t"]).kept
        connection.execute("RESET ROLE")
        rebuild(url, run=run)
        connection.execute("DROP OWNED BY limited")

    assert found.keys() == kept


def test_a_table_in_use_is_said_and_nothing_changes(
    recent: psycopg.Connection, database_url: str
) -> None:
    prepare(recent)
    before = portrait(recent)
    run = Journal(recent).begin({})
    recent.execute("SET lock_timeout = '50ms'")
    with psycopg.connect(database_url) as other:
        other.execute("SELECT FROM person")
        with pytest.raises(VolumeError, match="Another session stands in the way"):
            dismantle(recent, run=run, tables=tables_of(recent))

    assert portrait(recent) == before
