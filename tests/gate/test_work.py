"""Work inside the gate that no request brings."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.databases.postgresql.gate.barrier import inside
from migration_safety.databases.postgresql.gate.row import Gate, Mode, install, turn
from migration_safety.errors import DeadlineError, GateError
from migration_safety.gate import gated

Driver = psycopg.Connection[Any]


@pytest.fixture
def gate(driver: Driver, alias: BaseDatabaseWrapper) -> Gate:
    return install(driver, [])


def test_work_is_inside_while_it_lasts(driver: Driver, gate: Gate) -> None:
    with gated():
        during = len(inside(driver))

    assert (during, inside(driver)) == (1, [])


def test_work_in_work_is_one_visit(driver: Driver, gate: Gate) -> None:
    @gated()
    def work() -> int:
        return len(inside(driver))

    with gated():
        assert work() == 1
        assert len(inside(driver)) == 1
    assert inside(driver) == []


def test_work_that_fails_leaves(driver: Driver, gate: Gate) -> None:
    with pytest.raises(ZeroDivisionError), gated():
        1 / 0  # noqa: B018

    assert inside(driver) == []


def test_held_work_is_given_up_after_a_while(driver: Driver, gate: Gate) -> None:
    turn(driver, gate, Mode.HOLD)

    with pytest.raises(DeadlineError, match=r"held for 0\.1 s"), gated(wait=0.1):
        pass


def test_refused_work_is_an_error(driver: Driver, gate: Gate) -> None:
    turn(driver, gate, Mode.REFUSE)

    with pytest.raises(GateError, match="Do this work on the other side"), gated():
        pass


def test_work_inside_a_transaction_is_an_error(driver: Driver, gate: Gate) -> None:
    entering = pytest.raises(GateError, match="inside a transaction of 'gated'")
    with entering, transaction.atomic("gated"), gated():
        pass

    assert inside(driver) == []


def test_without_a_gate_it_is_not(alias: BaseDatabaseWrapper) -> None:
    with transaction.atomic("gated"), gated():
        pass
