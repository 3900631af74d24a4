"""The server judges candidates as it would judge rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.volume.constraint import Check, Constraints, Unique
from migration_safety.databases.postgresql.load.constraints import read_constraints
from migration_safety.databases.postgresql.load.judge import covered, distinct, passing
from migration_safety.errors import VolumeError
from tests.plugins.servers import Server
from tests.postgresql.load.conftest import Connecting

SCHEMA = r"""
    CREATE DOMAIN code AS varchar(9) CHECK (VALUE ~ '^[a-z]');
    CREATE FUNCTION small(integer) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$
        BEGIN IF $1 > 99 THEN RAISE 'too big'; END IF; RETURN true; END $$;
    CREATE TABLE "Bo""x" (
        a integer,
        "b %s {}" text,
        short varchar(3) CHECK (short <> ''),
        code code,
        extra jsonb CHECK (extra ? 'size'),
        tags varchar(2)[] CHECK (cardinality(tags) < 3),
        CONSTRAINT positive CHECK (a > 0),
        CONSTRAINT pattern CHECK ("b %s {}" LIKE '100\%%' OR "b %s {}" ~ '^{1}$'),
        CONSTRAINT ratio CHECK (10 / a > 2),
        CONSTRAINT small CHECK (small(a)),
        CONSTRAINT whole CHECK ("Bo""x".* IS DISTINCT FROM NULL)
    );
    CREATE UNIQUE INDEX by_text ON "Bo""x" (a, lower("b %s {}")) WHERE a <> 7;
    CREATE UNIQUE INDEX one_null ON "Bo""x" (short) NULLS NOT DISTINCT;
"""
Judged = tuple[BaseDatabaseWrapper, Constraints]


@pytest.fixture
def judged(connection: BaseDatabaseWrapper) -> Judged:
    connection.connection.execute(SCHEMA)
    return connection, read_constraints(connection, ['Bo""x'])['Bo""x']


def check(constraints: Constraints, name: str) -> Check:
    (found,) = [check for check in constraints.checks if check.name == name]
    return found


def unique(constraints: Constraints, name: str) -> Unique:
    (found,) = [unique for unique in constraints.uniques if unique.name == name]
    return found


@pytest.mark.parametrize(
    ("name", "cells", "verdicts"),
    [
        ("positive", [b"1", b"0", b"\\N", b"-5"], [True, False, True, False]),
        ("positive", [b"1", b"one", b"99999999999", b"2"], [True, False, False, True]),
        ("pattern", [b"100%", b"100", b"{1}", b"100%\\t\\\\"], [True, False, False, True]),
        ("ratio", [b"3", b"0", b"9", b"0", b"1", b"0"], [True, False, False, False, True, False]),
        ("small", [b"5", b"100", b"6"], [True, False, True]),
        ('Bo"x_short_check', [b"abc", b"abcd", b"", b"\\N"], [True, False, False, True]),
        ("code_check", [b"abc", b"1bc", b"abcdefghij", b"\\N"], [True, False, False, True]),
        (
            'Bo"x_extra_check',
            [b'{"size": "\\\\t"}', b"{}", b"not json", b"\\N", b'["size"]', b'"size"'],
            [True, False, False, True, True, True],
        ),
        ('Bo"x_tags_check', [b"{a,NULL}", b"{abc}", b"{a,b,c}", b"{"], [True, *[False] * 3]),
    ],
)
def test_candidates_pass_or_fail_each_by_itself(
    judged: Judged, name: str, cells: Sequence[bytes], verdicts: list[bool]
) -> None:
    connection, box = judged
    asked = check(box, name)
    rows = [(cell,) for cell in cells]
    assert passing(connection, box, asked, asked.columns, rows) == verdicts


def test_an_expression_may_read_whole_rows_and_further_columns_may_be_given(
    judged: Judged,
) -> None:
    connection, box = judged
    row = (b"1", b"x", b"abc", b"abc", b"{}", b"{}")
    assert passing(connection, box, check(box, "whole"), tuple(box.sql_types), [row]) == [True]
    assert passing(connection, box, check(box, "positive"), ("a", "code"), [row[:2]]) == [True]


def test_no_candidates_and_no_columns(judged: Judged) -> None:
    connection, box = judged
    assert passing(connection, box, check(box, "positive"), ("a",), []) == []
    assert passing(connection, box, Check("never", (), "1 > 2"), (), [(), ()]) == [False, False]


def test_a_condition_covers_rows_for_which_it_is_true_alone(judged: Judged) -> None:
    connection, box = judged
    rows = [(b"7",), (b"8",), (b"\\N",)]
    by_text = unique(box, "by_text")
    assert covered(connection, box, by_text, ("a",), rows) == [False, True, False]
    assert covered(connection, box, unique(box, "one_null"), ("a",), rows) == [True, True, True]


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([(b"1", b"Ann"), (b"1", b"ann")], False),
        ([(b"1", b"Ann"), (b"2", b"ann")], True),
        ([(b"7", b"Ann"), (b"7", b"ann")], True),
        ([(b"1", b"\\N"), (b"1", b"\\N")], True),
        ([(b"1", b"x"), (b"one", b"y")], False),
        ([], True),
    ],
)
def test_keys_are_distinct_as_the_index_sees_them(
    judged: Judged, rows: list[tuple[bytes, ...]], verdict: bool
) -> None:
    connection, box = judged
    by_text = unique(box, "by_text")
    assert distinct(connection, box, by_text, ("a", "b %s {}"), rows) is verdict


def test_one_null_may_be_all_that_a_unique_index_takes(judged: Judged) -> None:
    connection, box = judged
    one_null = unique(box, "one_null")
    assert distinct(connection, box, one_null, ("short",), [(b"\\N",), (b"a",)])
    assert not distinct(connection, box, one_null, ("short",), [(b"\\N",), (b"\\N",)])


def test_an_expression_that_nobody_can_evaluate_blames_no_candidate(
    newest: Server, connecting: Connecting
) -> None:
    with connecting(newest) as connection:
        box = Constraints("box", {"a": "integer"})
        with pytest.raises(VolumeError, match="which rows odd of box accepts") as caught:
            passing(connection, box, Check("odd", ("a",), "b > 0"), ("a",), [(b"1",)])
        connection.connection.execute("SELECT 1")
    assert caught.value.advice


def test_a_transaction_under_way_goes_on(newest: Server, connecting: Connecting) -> None:
    with connecting(newest) as connection:
        session = connection.connection
        box = Constraints("box", {"a": "integer"})
        with session.transaction():
            session.execute("CREATE TABLE kept (a integer)")
            passing(connection, box, Check("c", ("a",), "1 / a > 0"), ("a",), [(b"0",)])
        assert session.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_tables_in_other_schemas(newest: Server, connecting: Connecting) -> None:
    with connecting(newest) as connection:
        connection.connection.execute(
            'CREATE SCHEMA made; CREATE TABLE made."B.x" (a integer, CHECK ("B.x".* IS NOT NULL))'
        )
        box = read_constraints(connection, ['made"."B.x'])['made"."B.x']
        (whole,) = box.checks
        assert passing(connection, box, whole, ("a",), [(b"1",)]) == [True]
