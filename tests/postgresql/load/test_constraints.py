"""Constraints are read as the catalog has them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.volume.constraint import Check, Constraints, ForeignKey, Unique
from migration_safety.databases.postgresql.load.constraints import read_constraints
from migration_safety.databases.postgresql.load.judge import passing
from migration_safety.errors import VolumeError
from tests.plugins.servers import Server, start
from tests.postgresql.load.conftest import Connecting

SCHEMA = """
    CREATE DOMAIN code AS varchar(9) NOT NULL CHECK (VALUE ~ '^[a-z]');
    CREATE DOMAIN short_code AS code CHECK (length(VALUE) < 5);
    CREATE DOMAIN free AS integer;
    CREATE SCHEMA made;
    CREATE TABLE made."Odd ""Name" (a integer, b integer, PRIMARY KEY (b, a));
    CREATE TABLE box (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        gone text,
        name varchar(20) NOT NULL,
        label short_code,
        size free CHECK (size > 0),
        twice integer GENERATED ALWAYS AS (size * 2) STORED,
        "Odd ""one" text[],
        parent bigint REFERENCES box,
        a integer, b integer,
        CONSTRAINT odd FOREIGN KEY (b, a) REFERENCES made."Odd ""Name" (b, a),
        CONSTRAINT "some %" CHECK (name NOT LIKE '100%' OR "Odd ""one" IS NULL),
        CONSTRAINT rows_differ CHECK (box.* IS NOT NULL OR true),
        CONSTRAINT nothing_read CHECK (1 < 2),
        CONSTRAINT one_each UNIQUE NULLS NOT DISTINCT (a, b),
        CONSTRAINT no_overlap EXCLUDE USING gist (int4range(a, b) WITH &&) WHERE (size > 1)
    );
    ALTER TABLE box DROP COLUMN gone;
    CREATE UNIQUE INDEX by_name ON box (a, lower(name)) INCLUDE (b) WHERE size > 3 AND a = b;
    CREATE INDEX of_no_account ON box (name);
"""


@pytest.fixture
def box(connection: BaseDatabaseWrapper) -> Constraints:
    connection.connection.execute(SCHEMA)
    return read_constraints(connection, ["box"])["box"]


def named(of: tuple[Any, ...], name: str) -> Any:
    (found,) = [each for each in of if each.name == name]
    return found


def test_columns(box: Constraints) -> None:
    assert box.sql_types == {
        "id": "bigint",
        "name": "character varying(20)",
        "label": "short_code",
        "size": "free",
        "twice": "integer",
        'Odd "one': "text[]",
        "parent": "bigint",
        "a": "integer",
        "b": "integer",
    }
    assert box.required == {"id", "name", "label"}
    assert box.filled == {"id", "twice"}


def test_checks(box: Constraints) -> None:
    columns = {check.name: check.columns for check in box.checks}
    assert columns == {
        "box_size_check": ("size",),
        "some %": ("name", 'Odd "one'),
        "rows_differ": tuple(box.sql_types),
        "nothing_read": (),
        "code_check": ("label",),
        "short_code_check": ("label",),
    }
    assert named(box.checks, "box_size_check").expression == "((size)::integer > 0)"


def test_a_check_of_a_domain_reads_the_column(
    box: Constraints, connection: BaseDatabaseWrapper
) -> None:
    check: Check = named(box.checks, "short_code_check")
    query = f"SELECT label, {check.expression} FROM (VALUES ('abc'), ('abcdef')) AS t (label)"
    found = connection.connection.execute(query).fetchall()
    assert found == [("abc", True), ("abcdef", False)]


def test_uniques(box: Constraints) -> None:
    assert box.uniques == (
        Unique("box_pkey", ("id",), primary=True, keys=("id",)),
        Unique(
            "by_name",
            ("a", "name"),
            expressions=("lower((name)::text)",),
            condition="(((size)::integer > 3) AND (a = b))",
            condition_columns=("size", "a", "b"),
            keys=("a", "lower((name)::text)"),
        ),
        Unique("one_each", ("a", "b"), nulls_distinct=False, keys=("a", "b")),
    )


def test_exclusions(box: Constraints) -> None:
    (exclusion,) = box.exclusions
    assert (exclusion.name, exclusion.columns) == ("no_overlap", ("a", "b", "size"))
    assert exclusion.definition.startswith("EXCLUDE USING gist (int4range(a, b) WITH &&)")


def test_foreign_keys(box: Constraints) -> None:
    assert box.foreign_keys == (
        ForeignKey("box_parent_fkey", ("parent",), "box", ("id",)),
        ForeignKey("odd", ("b", "a"), 'made"."Odd "Name', ("b", "a")),
    )


def test_tables_are_named_as_django_names_them(connection: BaseDatabaseWrapper) -> None:
    connection.connection.execute('CREATE SCHEMA made; CREATE TABLE made.box (id "char")')
    connection.connection.execute('CREATE TABLE "Box" (id integer)')
    names = ['made"."box', '"made"."box"', "Box"]
    found = read_constraints(connection, names)
    assert [found[name].sql_types for name in names] == [
        {"id": '"char"'},
        {"id": '"char"'},
        {"id": "integer"},
    ]


def test_a_key_to_a_partitioned_table_is_one_key(connection: BaseDatabaseWrapper) -> None:
    connection.connection.execute("""
        CREATE TABLE day (id integer PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE day_1 PARTITION OF day FOR VALUES FROM (1) TO (9);
        CREATE TABLE day_2 PARTITION OF day FOR VALUES FROM (9) TO (19);
        CREATE TABLE visit (day integer REFERENCES day) PARTITION BY LIST (day);
        CREATE TABLE visit_1 PARTITION OF visit FOR VALUES IN (1)
    """)
    found = read_constraints(connection, ["visit", "day", "visit_1"])
    (key,) = found["visit"].foreign_keys
    assert (key.table, key.to_columns) == ("day", ("id",))
    assert len(found["visit_1"].foreign_keys) == 1
    assert found["day"].uniques[0].primary


@pytest.mark.parametrize(
    ("partitions", "verdicts"),
    [
        (["FOR VALUES FROM (1) TO (5)", "FOR VALUES FROM (7) TO (9)"], [True, False, True, False]),
        (["FOR VALUES FROM (1) TO (5)", "DEFAULT"], [True, True, True, True]),
        (["DEFAULT"], [True, True, True, True]),
        ([], [False, False, False, False]),
    ],
)
def test_a_partitioned_table_takes_what_one_of_its_partitions_takes(
    connection: BaseDatabaseWrapper, partitions: list[str], verdicts: list[bool]
) -> None:
    session = connection.connection
    session.execute("CREATE TABLE day (id integer) PARTITION BY RANGE (id)")
    for number, bounds in enumerate(partitions):
        session.execute(f"CREATE TABLE day_{number} PARTITION OF day {bounds}")
    day = read_constraints(connection, ["day"])["day"]
    rows = [(b"1",), (b"5",), (b"8",), (b"99",)]
    assert passing(connection, day, day.checks[0], ("id",), rows) == verdicts


def test_a_partition_has_its_bounds(connection: BaseDatabaseWrapper) -> None:
    connection.connection.execute("""
        CREATE TABLE day (id integer) PARTITION BY HASH (id);
        CREATE TABLE day_0 PARTITION OF day FOR VALUES WITH (MODULUS 2, REMAINDER 0)
    """)
    day = read_constraints(connection, ["day_0"])["day_0"]
    (bounds,) = day.checks
    assert (bounds.name, bounds.columns) == ("bounds of day_0", ("id",))
    rows = [(b"%d" % number,) for number in range(99)]
    assert 20 < sum(passing(connection, day, bounds, ("id",), rows)) < 80


def test_a_collation_by_which_texts_that_differ_are_equal_makes_an_expression(
    connecting: Connecting,
) -> None:
    # The wheel's servers are built without ICU.
    with connecting(start(15)) as connection:
        connection.connection.execute("""
            CREATE COLLATION any_case
                (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            CREATE TABLE box (name text COLLATE any_case UNIQUE, other text UNIQUE)
        """)
        by_name, by_other = read_constraints(connection, ["box"])["box"].uniques
    assert by_name.expressions == by_name.keys == ("name COLLATE any_case",)
    assert by_name.columns == ("name",)
    assert by_other.expressions == ()


def test_what_is_not_enforced_demands_nothing(newest: Server, connecting: Connecting) -> None:
    with connecting(newest) as connection:
        connection.connection.execute("""
            CREATE TABLE box (id integer PRIMARY KEY, a integer CHECK (a > 0) NOT ENFORCED,
                b integer REFERENCES box NOT ENFORCED, c integer CHECK (c > 0))
        """)
        box = read_constraints(connection, ["box"])["box"]
    assert [check.columns for check in box.checks] == [("c",)]
    assert box.foreign_keys == ()


def test_periods_without_overlaps_are_an_exclusion(newest: Server, connecting: Connecting) -> None:
    with connecting(newest) as connection:
        connection.connection.execute(
            "CREATE TABLE box (a int4range, b tstzrange, UNIQUE (a, b WITHOUT OVERLAPS))"
        )
        box = read_constraints(connection, ["box"])["box"]
    assert (box.uniques, box.exclusions[0].columns) == ((), ("a", "b"))


@pytest.mark.parametrize(
    ("made", "problem"),
    [("TABLE other", "Table box does not exist"), ("VIEW box", "box is no table but a view")],
)
def test_what_is_no_table_is_refused(
    newest: Server, connecting: Connecting, made: str, problem: str
) -> None:
    with connecting(newest) as connection:
        connection.connection.execute(f"CREATE {made} AS SELECT 1 AS a")
        with pytest.raises(VolumeError, match=problem) as caught:
            read_constraints(connection, ["box"])
    assert caught.value.advice


def test_the_number_of_questions_does_not_grow_with_the_number_of_tables(
    newest: Server, connecting: Connecting
) -> None:
    with connecting(newest) as connection:
        connection.connection.execute("CREATE TABLE a (a integer); CREATE TABLE b (b integer)")
        connection.force_debug_cursor = True
        read_constraints(connection, ["a"])
        one = len(connection.queries)
        read_constraints(connection, ["a", "b"])
        assert len(connection.queries) == 2 * one
