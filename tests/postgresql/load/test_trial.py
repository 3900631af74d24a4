"""Sample rows are tried in a copy of the table, and nothing is left of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.volume.trial import Violation
from migration_safety.databases.postgresql.load.trial import trial
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import VolumeError
from migration_safety.reading.replay import confined
from tests.plugins.servers import Server
from tests.postgresql.load.conftest import Connecting

SCHEMA = """
    CREATE DOMAIN code AS text CONSTRAINT lower_case CHECK (VALUE ~ '^[a-z]');
    CREATE TABLE elsewhere (id integer PRIMARY KEY);
    CREATE TABLE box (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        gone text,
        "name, it" varchar(9) NOT NULL CONSTRAINT one_name UNIQUE,
        size integer CONSTRAINT positive CHECK (size > 0),
        twice integer GENERATED ALWAYS AS (size * 2) STORED,
        code code,
        at int4range,
        elsewhere integer REFERENCES elsewhere,
        CONSTRAINT no_overlap EXCLUDE USING gist (at WITH &&)
    );
    ALTER TABLE box DROP COLUMN gone;
    CREATE UNIQUE INDEX one_of_a_kind ON box (lower("name, it"), size) WHERE size > 5;
"""
COLUMNS = ("name, it", "size", "code", "at")
LARGE = b"".join(b"%d\t%d\ta\t[%d,%d)\n" % (n, n, n, n + 1) for n in range(1, 3001))


@pytest.fixture
def box(connection: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """Its table is as before in the end."""
    session = connection.connection
    session.execute(SCHEMA)
    yield connection
    assert session.execute("SELECT count(*) FROM box").fetchone() == (0,)
    assert session.execute("SELECT nextval('box_id_seq')").fetchone() == (1,)
    assert session.execute("SELECT 1 FROM pg_class WHERE relpersistence = 't'").fetchone() is None


def test_a_sample_is_measured(box: BaseDatabaseWrapper) -> None:
    tried = trial(box, "box", COLUMNS, LARGE)
    assert (tried.rows, tried.violation) == (3000, None)
    assert tried.seconds > 0
    assert 40 < tried.table_bytes / tried.rows < 200
    assert 40 < tried.index_bytes / tried.rows < 400


@pytest.mark.parametrize(
    ("lines", "violation"),
    [
        (
            b"a\t1\t\\N\t\\N\n\\N\t1\ta\t\\N\n",
            Violation("not null violation", "", (COLUMNS[0],), 2),
        ),
        (b"a\t0\t\\N\t\\N\n", Violation("check violation", "positive", (), 1)),
        (b"a\t1\t\\N\t\\N\na\t2\t\\N\t\\N\n", Violation("unique violation", "one_name", (), 2)),
        (
            b"a\t6\t\\N\t\\N\nA\t6\t\\N\t\\N\n",
            Violation("unique violation", "one_of_a_kind", (), 2),
        ),
        (b"a\t1\tB\t\\N\n", Violation("check violation", "lower_case", ("code",), 1)),
        (
            b"a\t1\tb\t[1,5)\nb\t1\tb\t[2,3)\n",
            Violation("exclusion violation", "no_overlap", (), 2),
        ),
        (b"secret\tsecret\n", Violation("invalid text representation", "", ("size",), 1)),
        (
            b"0123456789\t1\n",
            Violation("string data right truncation", "", (COLUMNS[0],), 1),
        ),
        (b"a\n", Violation("bad copy file format", "", (), 1)),
    ],
)
def test_a_violation_is_told_by_constraint_column_and_line(
    box: BaseDatabaseWrapper, lines: bytes, violation: Violation
) -> None:
    tried = trial(box, "box", COLUMNS, lines)
    assert tried.violation == violation


def test_identity_columns_may_be_written(box: BaseDatabaseWrapper) -> None:
    lines = b"1\ta\n1\tb\n"
    tried = trial(box, "box", ("id", "name, it"), lines)
    assert tried.violation == Violation("unique violation", "box_pkey", (), 2)


def test_rows_of_defaults(connection: BaseDatabaseWrapper) -> None:
    session = connection.connection
    session.execute("CREATE TABLE box (id serial PRIMARY KEY, a text DEFAULT 'x' NOT NULL)")
    tried = trial(connection, "box", (), b"\n\n\n")
    assert (tried.rows, tried.violation) == (3, None)
    assert session.execute("SELECT nextval('box_id_seq')").fetchone() == (1,)


def test_partitioned_tables_and_tables_in_other_schemas(connection: BaseDatabaseWrapper) -> None:
    connection.connection.execute("""
        CREATE SCHEMA made;
        CREATE TABLE made."Box" (id integer PRIMARY KEY, CHECK (id > 0)) PARTITION BY LIST (id)
    """)
    tried = trial(connection, 'made"."Box', ("id",), b"1\n1\n")
    assert tried.violation == Violation("unique violation", "Box_pkey", (), 2)


def test_a_transaction_under_way_goes_on(newest: Server, connecting: Connecting) -> None:
    with connecting(newest) as connection, connection.connection.transaction():
        connection.connection.execute("CREATE TABLE box (id integer)")
        assert trial(connection, "box", ("id",), b"x\n").violation
        assert not trial(connection, "box", ("id",), b"1\n").violation


def test_a_table_that_does_not_exist(newest: Server, connecting: Connecting) -> None:
    with connecting(newest) as connection, pytest.raises(VolumeError, match="does not exist"):
        trial(connection, "box", ("id",), b"1\n")


@pytest.mark.parametrize(
    ("preparation", "problem"),
    [
        (
            "REVOKE TEMPORARY ON DATABASE {0} FROM PUBLIC; CREATE ROLE tidy; SET ROLE tidy",
            "may not create temporary tables",
        ),
        ("SET default_transaction_read_only = on", "can only read"),
    ],
)
def test_who_may_not_create_temporary_tables_is_told(
    own_server: Server, reachable: None, preparation: str, problem: str
) -> None:
    with (
        Sandbox(own_server.url()) as sandbox,
        confined("default", sandbox.settings()) as connection,
    ):
        connection.ensure_connection()
        connection.connection.execute("CREATE TABLE box (id integer)")
        connection.connection.execute(preparation.format(sandbox.name))
        with pytest.raises(VolumeError, match=problem) as caught:
            trial(connection, "box", ("id",), b"1\n")
    assert caught.value.advice
