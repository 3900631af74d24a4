"""Large tables are cut down to rows that still belong together, on every version."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.databases.postgresql.billing import reduced
from migration_safety.databases.postgresql.billing.reducing import KEPT, MOST_TABLES
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.reading.probing.trying import undone
from tests.plugins.sandboxes import emptied
from tests.plugins.servers import Server

# The first rows of one table refer to the last ones of another.
MADE = """
    CREATE TABLE part (a integer, b integer, note text, UNIQUE (a, b));
    CREATE TABLE tree (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        parent integer REFERENCES tree DEFERRABLE INITIALLY DEFERRED,
        twice integer GENERATED ALWAYS AS (id * 2) STORED, "Odd "" name" text);
    CREATE TABLE small (id integer PRIMARY KEY);
    CREATE TABLE large (id integer PRIMARY KEY, a integer, b integer,
        tree integer NOT NULL REFERENCES tree, small integer REFERENCES small,
        FOREIGN KEY (a, b) REFERENCES part (a, b));
    CREATE TABLE beside (id integer PRIMARY KEY, large integer REFERENCES large ON DELETE CASCADE);
    INSERT INTO small VALUES (1);
    INSERT INTO part SELECT n, -n, repeat('x', 300) FROM generate_series(1, 5000) AS n;
    INSERT INTO part VALUES (NULL, 1, NULL);
    INSERT INTO tree (parent, "Odd "" name")
        SELECT CASE WHEN n % 10 > 0 THEN n + 1 END, repeat('x', 300)
        FROM generate_series(1, 5000) AS n;
    INSERT INTO large SELECT n, 5001 - n, n - 5001, 5001 - n, 1 FROM generate_series(1, 5000) AS n;
    INSERT INTO beside SELECT n, 5001 - n FROM generate_series(1, 100) AS n;
    CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';
    CREATE TRIGGER no BEFORE TRUNCATE OR INSERT ON part EXECUTE FUNCTION no();
"""
PARTED = """
    CREATE TABLE parent (id integer PRIMARY KEY, note text) PARTITION BY RANGE (id);
    CREATE TABLE low PARTITION OF parent FOR VALUES FROM (0) TO (5000);
    CREATE TABLE high PARTITION OF parent FOR VALUES FROM (5000) TO (10000);
    CREATE TABLE child (id integer PRIMARY KEY, parent integer REFERENCES parent);
    INSERT INTO parent SELECT n, repeat('x', 300) FROM generate_series(0, 9999) AS n;
    INSERT INTO child SELECT n, 9999 - n FROM generate_series(1, 5000) AS n;
"""
LOOSE = """
    SELECT (SELECT count(*) FROM large LEFT JOIN tree ON tree = tree.id WHERE tree.id IS NULL)
        + (SELECT count(*) FROM large LEFT JOIN part USING (a, b) WHERE note IS NULL)
        + (SELECT count(*) FROM tree AS t LEFT JOIN tree AS p ON t.parent = p.id
            WHERE p.id IS NULL AND t.parent IS NOT NULL)
        + (SELECT count(*) FROM beside LEFT JOIN large ON large = large.id WHERE large.id IS NULL)
"""


@pytest.fixture
def connection(
    reachable: None, server: Server, shared_sandboxes: Callable[[Server], Sandbox]
) -> Iterator[BaseDatabaseWrapper]:
    with emptied(shared_sandboxes(server)) as connection:
        yield connection


def made(connection: BaseDatabaseWrapper, commands: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(commands)


def counted(connection: BaseDatabaseWrapper, *tables: str) -> list[int]:
    """The rows of each."""
    with connection.cursor() as cursor:
        found = []
        for each in tables:
            cursor.execute(f"SELECT count(*) FROM {each}")
            found.append(cursor.fetchone()[0])
    return found


def test_a_few_rows_stay_with_all_that_they_refer_to(connection: BaseDatabaseWrapper) -> None:
    made(connection, MADE)
    assert reduced(connection)
    large, beside, small = counted(connection, "large", "beside", "small")
    assert (beside, small) == (KEPT, 1)
    # Those kept by themselves, and those that others refer to.
    assert KEPT <= large <= 2 * KEPT
    with connection.cursor() as cursor:
        cursor.execute(LOOSE)
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FILTER (WHERE twice <> id * 2), min(id) FROM tree")
        assert cursor.fetchone() == (0, 1)
        # Triggers are heard again, and so are foreign keys.
        with pytest.raises(psycopg.errors.RaiseException):
            connection.connection.execute("INSERT INTO part VALUES (1, 2)")
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.connection.execute("INSERT INTO beside VALUES (-1, -1)")


def test_partitions_keep_rows_each(connection: BaseDatabaseWrapper) -> None:
    made(connection, PARTED)
    assert reduced(connection)
    assert counted(connection, "child", "low") == [KEPT, KEPT]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM child LEFT JOIN parent ON parent = parent.id")
        assert cursor.fetchone() == (KEPT,)


def test_a_transaction_that_is_undone_brings_all_back(connection: BaseDatabaseWrapper) -> None:
    made(connection, MADE)
    before = counted(connection, "part", "tree", "large", "beside")
    with undone(connection):
        assert reduced(connection)
        assert counted(connection, "beside") == [KEPT]
    assert counted(connection, "part", "tree", "large", "beside") == before


def test_a_tree_that_is_too_deep_is_left_alone(connection: BaseDatabaseWrapper) -> None:
    made(connection, MADE)
    made(connection, "UPDATE tree SET parent = id + 1 WHERE id < 200")
    assert not reduced(connection)
    assert counted(connection, "tree", "beside") == [5000, 100]
    assert counted(connection, "pg_class WHERE relname LIKE 'migration_safety%'") == [0]


def test_small_tables_are_left_alone(connection: BaseDatabaseWrapper) -> None:
    made(connection, "CREATE TABLE small AS SELECT generate_series(1, 1000) AS id")
    assert not reduced(connection)
    assert counted(connection, "small") == [1000]


def test_who_may_not_keep_triggers_quiet_leaves_tables_as_they_are(
    connection: BaseDatabaseWrapper,
) -> None:
    made(connection, MADE)
    before = counted(connection, "part", "tree", "large", "beside")
    with undone(connection), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE reducing_nobody")
        cursor.execute("GRANT ALL ON SCHEMA public TO reducing_nobody")
        for each in ("part", "tree", "large", "beside", "small"):
            cursor.execute(f"ALTER TABLE {each} OWNER TO reducing_nobody")
        cursor.execute("SET LOCAL ROLE reducing_nobody")
        assert not reduced(connection)
        assert counted(connection, "part", "tree", "large", "beside") == before


def test_children_keep_rows_of_their_own(connection: BaseDatabaseWrapper) -> None:
    made(
        connection,
        """
        CREATE TABLE parent (id integer, note text);
        CREATE TABLE child () INHERITS (parent);
        INSERT INTO parent SELECT n, repeat('x', 300) FROM generate_series(1, 5000) AS n;
        INSERT INTO child SELECT n, 'child' FROM generate_series(1, 100) AS n;
        """,
    )
    assert reduced(connection)
    assert counted(connection, "ONLY parent", "child") == [KEPT, KEPT]


def test_nothing_is_done_where_rows_lie_on_another_server(connection: BaseDatabaseWrapper) -> None:
    made(
        connection,
        """
        CREATE FOREIGN DATA WRAPPER nowhere;
        CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
        CREATE TABLE parent (id integer, note text);
        INSERT INTO parent SELECT n, repeat('x', 300) FROM generate_series(1, 5000) AS n;
        CREATE FOREIGN TABLE child () INHERITS (parent) SERVER far;
        """,
    )
    assert not reduced(connection)
    assert counted(connection, "ONLY parent") == [5000]
    made(connection, "DROP FOREIGN DATA WRAPPER nowhere CASCADE")


def test_nothing_is_done_where_that_would_take_too_many_tables(
    connection: BaseDatabaseWrapper,
) -> None:
    made(
        connection,
        f"""
        CREATE TABLE parent (id integer PRIMARY KEY, note text);
        INSERT INTO parent SELECT n, repeat('x', 300) FROM generate_series(1, 5000) AS n;
        DO $$ BEGIN FOR n IN 1..{MOST_TABLES} LOOP
            EXECUTE format('CREATE TABLE child_%s (id integer REFERENCES parent)', n);
        END LOOP; END $$;
        """,
    )
    assert not reduced(connection)
    made(connection, "DROP TABLE child_1")
    assert reduced(connection)
    assert counted(connection, "parent", "child_2") == [KEPT, 0]


def test_a_partitioned_table_that_refers_to_a_large_one_is_cut_down(
    connection: BaseDatabaseWrapper,
) -> None:
    made(
        connection,
        """
        CREATE TABLE large (id integer PRIMARY KEY, note text);
        INSERT INTO large SELECT n, repeat('x', 300) FROM generate_series(1, 5000) AS n;
        CREATE TABLE parted (id integer REFERENCES large) PARTITION BY RANGE (id);
        CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10000);
        INSERT INTO parted SELECT 5001 - n FROM generate_series(1, 100) AS n;
        """,
    )
    assert reduced(connection)
    assert counted(connection, "parted") == [KEPT]
    loose = "parted LEFT JOIN large USING (id) WHERE note IS NULL"
    assert counted(connection, loose) == [0]
