"""Whom an operation keeps waiting is told in few lines, and never understated."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.core.effect import Blocks, Effect
from migration_safety.core.operations.change import Change
from migration_safety.core.plan import Migration, Step
from migration_safety.core.price.estimate import Estimate
from migration_safety.core.statement import Action, Statement
from migration_safety.reports.waits import waits

PERSON = Effect("person", "ACCESS EXCLUSIVE", Blocks.EVERYTHING)
TENANT = Effect("tenant", "SHARE ROW EXCLUSIVE", Blocks.WRITES)
BUILD = Effect("person", "SHARE", Blocks.WRITES, scans=True)
UPDATE = Effect("person", "ROW EXCLUSIVE", Blocks.SCHEMA_CHANGES, scans=True)
INDEX = (Action("CREATE INDEX", "person"),)


def statement(order: int, *effects: Effect, transaction: int = 0) -> Statement:
    """A statement with these effects that builds no index."""
    return Statement("SELECT 1", order, transaction, effects=effects)


def felt(*statements: Statement) -> list[str]:
    """What is told of an operation that consists of these statements."""
    step = Step(0, (Change("RunSQL", "Raw SQL operation"),), statements=statements)
    return waits(Migration("people", "0001", steps=(step,)))[0]


def test_tables_of_one_fate_share_a_line() -> None:
    parents = Effect("user", "SHARE ROW EXCLUSIVE", Blocks.WRITES)
    assert felt(statement(0, TENANT, parents)) == [
        "blocks writes on tenant, user, without reading rows"
    ]


def test_a_lock_lasts_until_its_transaction_ends() -> None:
    assert felt(statement(0, PERSON), statement(1, UPDATE)) == [
        "blocks reads and writes on person while it reads every row"
    ]


def test_a_commit_lets_go() -> None:
    assert felt(statement(0, PERSON), statement(1, UPDATE, transaction=1)) == [
        "blocks reads and writes on person, without reading rows"
    ]


def test_work_that_nobody_waits_for_is_not_told() -> None:
    assert felt(statement(0, UPDATE)) == []


def test_the_work_is_named_by_what_the_statement_does() -> None:
    built = Statement("CREATE INDEX", 0, 0, INDEX, (BUILD,))
    checked = Statement("ALTER", 0, 0, (Action("VALIDATE CONSTRAINT"),), (BUILD,))
    rewritten = statement(0, Effect("person", "", Blocks.EVERYTHING, rewrites=True, scans=True))
    assert felt(built) == ["blocks writes on person while it builds an index over every row"]
    assert felt(checked) == ["blocks writes on person while it checks every row"]
    assert felt(rewritten) == ["blocks reads and writes on person while it rewrites every row"]


def test_what_is_unknown_and_what_fails_is_told_once() -> None:
    unknown = Statement("CALL f()", 0, 0, unknown="a procedure may do anything")
    failing = Statement("SELECT 1/0", 1, 0, error="division by zero")
    assert felt(unknown, unknown, failing) == [
        "unknown: a procedure may do anything",
        "fails: division by zero",
    ]


def test_only_estimates_stand_with_the_rows_that_they_are_of() -> None:
    effect = Effect("person", "SHARE", Blocks.WRITES, scans=True, rows=1_000, seconds=0.001)
    estimated = replace(statement(0, effect), estimate=Estimate(0.25, 61.26, 1_000))
    assert felt(estimated)[0].endswith(
        "(1,000 rows) while it reads every row: estimated 250 ms to 61 s"
    )
    assert felt(statement(0, effect))[0].endswith("every row")


def test_of_what_does_the_same_to_a_table_the_longest_is_told() -> None:
    effect = Effect("person", "SHARE", Blocks.WRITES, scans=True)
    short, long = (
        replace(statement(order, effect), estimate=Estimate(seconds, seconds, 1_000))
        for order, seconds in ((1, 0.5), (2, 20.0))
    )
    assert felt(statement(0, effect), short, long, statement(3, effect)) == [
        "blocks writes on person while it reads every row: estimated 20 s"
    ]
