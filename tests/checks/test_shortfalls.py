"""Rows that fall short are counted exactly, named by keys, and never for longer than allowed."""

from __future__ import annotations

import re

import pytest

from migration_safety.core.catalog.demand import (
    Demand,
    Difference,
    Presence,
    Reference,
    Shortfall,
    Truth,
)
from migration_safety.databases.postgresql.catalog.shortfalls import shortfalls
from tests.checks.conftest import Database

ROWS = """
    CREATE TABLE "Odd one" ("a b" int, c text, "shelf id" int);
    INSERT INTO "Odd one" VALUES (1, 'x', 7), (1, 'X', 8), (2, NULL, NULL), (NULL, NULL, 1);
    INSERT INTO shelf VALUES (7, 'seven');
    CREATE TABLE pair (id int PRIMARY KEY, one int, two int);
    CREATE TABLE whole (one int, two int, PRIMARY KEY (one, two));
    INSERT INTO whole VALUES (1, 1);
    INSERT INTO pair VALUES (5, 1, 1), (6, 1, 2), (7, 1, NULL);
"""
ODD = "Odd one"
COUNTED: dict[Demand, tuple[int, tuple[str, ...]]] = {
    Reference("loose", ODD, ("shelf id",), "shelf", ("id",)): (2, ("(0,2)", "(0,4)")),
    Reference("both", "pair", ("one", "two"), "whole", ("one", "two")): (1, ("6",)),
    Presence(ODD, "c"): (2, ("(0,3)", "(0,4)")),
    Truth("big", ODD, ("a b",), '"a b" > 1'): (2, ("(0,1)", "(0,2)")),
    Difference("once", ODD, ("a b",), ('"a b"',)): (2, ("(0,1)", "(0,2)")),
    Difference("lower", ODD, ("c",), ("lower(c)",)): (2, ("(0,1)", "(0,2)")),
    Difference("few", ODD, ("a b",), ('"a b"',), "c = 'x'"): (0, ()),
    Difference("nulls", ODD, ("c",), ("c",), "", nulls_distinct=False): (2, ("(0,3)", "(0,4)")),
    Difference("nulls apart", ODD, ("c",), ("c",)): (0, ()),
}


def one(database: Database, demand: Demand, seconds: float = 30) -> Shortfall:
    """What comes of one demand."""
    (found,) = shortfalls(database.bounded, database.catalog(), [demand], seconds=seconds)
    return found


@pytest.mark.parametrize("demand", COUNTED, ids=lambda demand: demand.words)
def test_rows_are_counted_and_named(database: Database, demand: Demand) -> None:
    database.run(ROWS)

    found = one(database, demand)

    assert (found.rows, tuple(sorted(found.keys)), found.unanswered) == (*COUNTED[demand], "")


def test_a_few_keys_stand_for_many(database: Database) -> None:
    database.run("INSERT INTO item (name) SELECT 'x' FROM generate_series(1, 100)")

    found = one(database, Presence("item", "shelf_id"))

    assert (found.rows, len(found.keys)) == (100, 5)


def test_a_count_is_cut_off(database: Database) -> None:
    slow = Truth("slow", "item", (), "pg_sleep(60) IS NOT NULL")
    database.run("INSERT INTO item (name) VALUES ('x')")

    # What is left of the budget once the question is put.
    assert re.fullmatch(r"not finished in 0\.\d+ s", one(database, slow, 0.1).unanswered)


def test_what_the_budget_does_not_reach_is_said_to_be_left(database: Database) -> None:
    found = one(database, Presence("item", "shelf_id"), 0)

    assert found.unanswered.startswith("not begun")


def test_a_missing_right_is_named_with_its_grant(database: Database) -> None:
    database.run("CREATE ROLE reader_of_few; SET ROLE reader_of_few")

    found = one(database, Presence("item", "shelf_id"))
    database.run("RESET ROLE; DROP ROLE reader_of_few")

    assert found.unanswered.startswith("permission denied for table item: ")
    assert found.unanswered.endswith("needs GRANT SELECT on it")


def test_rows_that_a_policy_hides_are_not_passed_over(database: Database) -> None:
    database.run(
        "CREATE ROLE half_blind; GRANT SELECT ON item TO half_blind;"
        "ALTER TABLE item ENABLE ROW LEVEL SECURITY; SET ROLE half_blind"
    )

    found = one(database, Presence("item", "shelf_id"))
    database.run("RESET ROLE; DROP OWNED BY half_blind; DROP ROLE half_blind")

    assert "row-level security" in found.unanswered
