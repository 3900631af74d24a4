"""The load that users bring."""

from __future__ import annotations

import pytest

from migration_safety.core.trial.leg import Direction
from migration_safety.core.trial.traffic.felt import Access
from migration_safety.databases.postgresql.traffic.felt import felt
from migration_safety.databases.postgresql.traffic.script import script
from migration_safety.errors import GrammarError, TrafficError
from tests.postgresql.traffic.clinic import Clinic

SCRIPT = """
    -- Who is there; and: how many?
    SELECT name FROM patient WHERE name <> 'secret; 5';
    UPDATE patient SET born = '2000-01-01' WHERE id = 4711;
"""


def test_each_client_begins_with_another_statement() -> None:
    first, second, third = script(SCRIPT, clients=3).clients
    assert first == second[::-1] == third
    assert [(each.table, each.access) for each in first] == [
        ("SELECT name FROM patient WHERE name <> $1", Access.READS),
        ("UPDATE patient SET born = $1 WHERE id = $2", Access.WRITES),
    ]


def test_statements_of_the_script_fail_like_others(clinic: Clinic) -> None:
    found = felt(
        lambda: clinic.migrate("ALTER TABLE patient DROP COLUMN born"),
        conninfo=clinic.url,
        workload=script(f"{SCRIPT}; SELECT nothing FROM patient", clients=2),
        direction=Direction.FORWARD,
        before=0.1,
        after=0.4,
    )
    reads, writes, wrong = found.services
    assert reads.failures == ()
    assert reads.before.count and reads.during.count
    assert [each.sqlstate for each in writes.broken] == ["42703"]
    assert wrong.broken == ()
    assert [each.message for each in wrong.failures] == ['column "nothing" does not exist']


@pytest.mark.parametrize("empty", ["", "  -- nothing\n", ";;"])
def test_an_empty_script_is_refused(empty: str) -> None:
    with pytest.raises(TrafficError, match="holds no statement"):
        script(empty)


@pytest.mark.parametrize("steering", ["BEGIN", "COMMIT AND CHAIN", "SAVEPOINT a"])
def test_a_script_that_steers_transactions_is_refused(steering: str) -> None:
    with pytest.raises(TrafficError, match="steers transactions"):
        script(f"SELECT 1; {steering}; SELECT 2")


def test_a_script_that_is_no_sql_is_refused() -> None:
    with pytest.raises(GrammarError, match="rejects the SQL"):
        script("SELECT 1;\nSELEKT 2")
