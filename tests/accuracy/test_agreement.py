"""What the comparison forgives, and what it does not."""

from __future__ import annotations

import pytest

from migration_safety.core.effect import Blocks, Effect
from migration_safety.core.observation import Observation
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.statement import Action, Statement
from tests.accuracy.agreement import differences

PYTHON = Statement("", 0, 0, (Action("PYTHON"),))
ADD = "ALTER TABLE visit ADD COLUMN note {}"
LOCKED = Effect("visit", "ACCESS EXCLUSIVE", Blocks.EVERYTHING)


def plan(sql: str, *effects: Effect, shape: str = "ADD COLUMN") -> Plan:
    """Python first, then one statement."""
    action = Action(shape, "visit", others=(("referenced", "person"),))
    statement = Statement(sql, 1, 0, (action,), effects)
    return Plan((Migration("shop", "0002", steps=(step(0, PYTHON), step(1, statement))),))


def step(index: int, statement: Statement) -> Step:
    return Step(index, (), statements=(statement,))


def seen(operation: int, sql: str, *effects: Effect, transaction: int = 0) -> Observation:
    held = {"visit": "ACCESS EXCLUSIVE"} if operation else {}
    held |= {effect.table: effect.lock for effect in effects}
    return Observation(
        "shop", "0002", operation, operation, transaction, sql, effects, tuple(held.items())
    )


def test_locks_that_python_left_are_not_the_predictions() -> None:
    read = Effect("person", "ACCESS SHARE", Blocks.NOTHING)
    python, after = seen(0, "SELECT", read), seen(1, ADD.format("int"), LOCKED, read)

    assert differences(plan(ADD.format("int"), LOCKED), [python, after]) == []
    (other,) = differences(plan(ADD.format("int"), LOCKED), [after])
    assert other.what == "locks"


def test_locks_that_python_left_in_another_transaction_are_gone() -> None:
    read = Effect("person", "ACCESS SHARE", Blocks.NOTHING)
    python, after = seen(0, "SELECT", read), seen(1, ADD.format("int"), LOCKED, transaction=1)

    assert differences(plan(ADD.format("int"), LOCKED), [python, after]) == []


@pytest.mark.parametrize("kind", ["uuid", "timestamptz"])
def test_a_value_made_anew_may_differ(kind: str) -> None:
    predicted, observed = (ADD.format(f"{kind} DEFAULT '{each}'::{kind}") for each in "ab")
    assert differences(plan(predicted, LOCKED), [seen(1, observed, LOCKED)]) == []


def test_another_value_is_a_difference() -> None:
    predicted, observed = (ADD.format(f"text DEFAULT '{each}'") for each in "ab")
    (found,) = differences(plan(predicted, LOCKED), [seen(1, observed, LOCKED)])
    assert found.what == "statements"


@pytest.mark.parametrize("rewrites", [False, True])
def test_rows_referred_to_may_be_read_but_not_written(rewrites: bool) -> None:
    sql = "ALTER TABLE visit ADD FOREIGN KEY (person) REFERENCES person"
    lock = ("person", "SHARE ROW EXCLUSIVE", Blocks.WRITES)
    observed = seen(1, sql, LOCKED, Effect(*lock, rewrites, True))
    predicted = plan(sql, LOCKED, Effect(*lock), shape="ADD FOREIGN KEY")

    assert len(differences(predicted, [observed])) == rewrites
