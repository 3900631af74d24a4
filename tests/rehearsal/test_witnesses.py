"""The witnesses against a real database: each kind of loss is told from an untouched one."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from migration_safety.databases.postgresql.rehearsing import canary, workload
from migration_safety.flows.blue_green.rehearsal.load.answer import Answer, Kind
from migration_safety.flows.blue_green.rehearsal.proof import witnesses

ANSWERS = [Answer(n, Kind.WRITE, 0.0, 0.0, 0.1, 200, "blue") for n in range(40)]


@pytest.fixture
def side(database_url: str) -> Iterator[psycopg.Connection]:
    """A database that holds what was acknowledged."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        workload.make(connection)
        connection.execute(canary.DO.encode())
        with connection.cursor() as cursor:
            for answer in ANSWERS:
                workload.write(cursor, answer.number)
        yield connection


def told(side: psycopg.Connection) -> dict[str, str]:
    """What did not hold, by the name of its witness."""
    tallies = {"green": workload.tally(side)}
    found = (
        *witnesses.ledger(ANSWERS, tallies),
        *witnesses.counters(tallies),
        *witnesses.derived(canary.wrong(side)),
    )
    return {each.name: each.said for each in found if not each.held}


def test_a_side_that_has_all_convinces_every_witness(side: psycopg.Connection) -> None:
    assert told(side) == {}


def test_a_row_that_is_lost_is_missed_by_the_ledger(side: psycopg.Connection) -> None:
    side.execute("DELETE FROM migration_safety_rehearsal_write WHERE number = 7")
    assert told(side)["client ledger on green"] == "1 lost, 0 duplicated, 0 never asked for"


def test_a_row_that_came_twice_is_counted_by_the_ledger(side: psycopg.Connection) -> None:
    with side.cursor() as cursor:
        workload.write(cursor, 7)
    assert told(side) == {
        "client ledger on green": "0 lost, 1 duplicated, 0 never asked for",
    }


def test_a_row_that_nobody_asked_for_is_found(side: psycopg.Connection) -> None:
    with side.cursor() as cursor:
        workload.write(cursor, 1000)
    assert "1 never asked for" in told(side)["client ledger on green"]


def test_an_update_that_is_lost_is_missed_by_the_counters_alone(side: psycopg.Connection) -> None:
    side.execute("UPDATE migration_safety_rehearsal_counter SET writes = writes - 1 WHERE id = 3")
    assert list(told(side)) == ["conservation counters on green"]


def test_a_table_that_was_left_out_is_missed(side: psycopg.Connection) -> None:
    side.execute("TRUNCATE migration_safety_rehearsal_counter")
    assert told(side) == {
        "conservation counters on green": "16 of 16 counters differ from their rows",
    }


def test_a_trigger_that_the_stream_does_not_fire_is_told(side: psycopg.Connection) -> None:
    side.execute(
        "ALTER TABLE migration_safety_rehearsal_write ENABLE TRIGGER "
        "migration_safety_rehearsal_derive"
    )
    side.execute("SET session_replication_role = replica")
    with side.cursor() as cursor:
        cursor.execute(workload.INSERT, [41, 9, 42])
    assert told(side)["derived column on green"] == "1 lack what the trigger of green derives"


def test_without_an_acknowledged_write_the_ledger_proves_nothing(side: psycopg.Connection) -> None:
    (found,) = witnesses.ledger([], {"green": workload.Tally()})
    assert found.held is None
