"""The constants of a check are found as the catalog writes them."""

from __future__ import annotations

import re

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.databases.postgresql.load.constraints import read_constraints
from migration_safety.databases.postgresql.load.literals import Literals, literals


@pytest.mark.parametrize(
    ("check", "found"),
    [
        ("a BETWEEN 1 AND 5", Literals(("1", "0", "2", "5", "4", "6"))),
        ("a > -5", Literals(("-5", "-6", "-4"))),
        ("d >= 0.50", Literals(("0.50", "-0.50", "1.50"))),
        ("t IN ('red', 'it''s', '')", Literals(("red", "it's", ""))),
        ("b IS NOT NULL AND a <> 3 AND NULL", Literals(("3", "2", "4"))),
        ("b = true", Literals(("t",))),
        ("day > '2020-01-31'", Literals(("2020-01-31", "2020-01-30", "2020-02-01"))),
        ("length(t) >= 3", Literals(lengths=(2, 3, 4))),
        ("char_length(t) < 1 OR t = 'x'", Literals(("x",), (0, 1, 2))),
        ("t LIKE 'a.b\\_%_'", Literals(patterns=(r"a\.b_.*.",))),
        ("t ~ '^[A-Z]{2}$' AND t !~ 'X'", Literals(patterns=("^[A-Z]{2}$",))),
        ("t NOT LIKE 'x%'", Literals()),
        ("a > 0 OR lower(t) = 'none'", Literals(("0", "-1", "1", "none"))),
        ("j->>'size' = 'big'", Literals(("size", "big"))),
    ],
)
def test_the_constants_of_a_check(
    connection: BaseDatabaseWrapper, check: str, found: Literals
) -> None:
    connection.connection.execute(
        "CREATE TABLE box (a integer, b boolean, d numeric, t text, j jsonb, day date, "
        f"CHECK ({check}))"
    )
    (read,) = read_constraints(connection, ["box"])["box"].checks
    assert literals(read.expression) == found


def test_times_have_their_days() -> None:
    found = literals("(at > '2020-01-01 00:00:00+00'::timestamp with time zone)")
    assert found.values == (
        "2020-01-01 00:00:00+00",
        "2019-12-31 00:00:00+00:00",
        "2020-01-02 00:00:00+00:00",
    )


def test_the_ends_of_time_and_of_numbers_have_no_neighbours() -> None:
    assert literals("a < 'infinity' OR b > '0001-01-01'").values == ("infinity", "0001-01-01")


def test_what_like_accepts_a_pattern_accepts() -> None:
    (pattern,) = literals(r"(t ~~ '10\%%'::text)").patterns
    assert re.fullmatch(pattern, "10% off")
    assert not re.fullmatch(pattern, "100")


def test_a_check_of_a_domain(connection: BaseDatabaseWrapper) -> None:
    connection.connection.execute("CREATE DOMAIN size AS text CHECK (VALUE IN ('S', 'M'))")
    connection.connection.execute("CREATE TABLE box (size size)")
    (check,) = read_constraints(connection, ["box"])["box"].checks
    assert literals(check.expression).values == ("S", "M")
