"""What others feel behind a migration that waits for an idle transaction."""

from __future__ import annotations

from migration_safety.core.trial.traffic.felt import Access, Attempt
from migration_safety.databases.postgresql.traffic.queued import impatient, queued
from tests.postgresql.traffic.clinic import Clinic

COLUMN = "ALTER TABLE patient ADD COLUMN age int"
HOLD = 0.6
# Whoever comes late waits for less.
WAITED = HOLD * 1000 / 2


def behind(clinic: Clinic, *statements: str, held: Access, lock_timeout: int = 0) -> Attempt:
    return queued(
        lambda: clinic.migrate(f"SET lock_timeout = {lock_timeout}") or clinic.migrate(*statements),
        conninfo=clinic.url,
        table="patient",
        workload=clinic.workload("patient"),
        held=held,
        lock_timeout=lock_timeout,
        hold=HOLD,
    )


def test_readers_queue_behind_a_migration_that_waits_for_a_reader(every_clinic: Clinic) -> None:
    found = behind(every_clinic, COLUMN, held=Access.READS)
    assert (found.error, found.gave_up) == ("", False)
    assert found.waited >= HOLD
    assert min(found.reads, found.writes) > WAITED


def test_a_migration_that_gives_up_lets_readers_go_on(every_clinic: Clinic) -> None:
    found = behind(every_clinic, COLUMN, held=Access.READS, lock_timeout=200)
    assert (found.error, found.gave_up) == ("canceling statement due to lock timeout", True)
    assert 0 < found.waited < HOLD
    assert 0 < found.reads < HOLD * 1000


def test_writers_queue_behind_an_index_and_readers_do_not(clinic: Clinic) -> None:
    found = behind(clinic, "CREATE INDEX made ON patient (name)", held=Access.WRITES)
    assert (found.reads, found.gave_up) == (0.0, False)
    assert found.writes > WAITED


def test_nobody_queues_behind_a_concurrent_index_that_waits(clinic: Clinic) -> None:
    index = "CREATE INDEX CONCURRENTLY made ON patient (name)"
    found = behind(clinic, index, held=Access.WRITES)
    assert found.waited >= HOLD
    assert (found.reads, found.writes) == (0.0, 0.0)


def test_a_migration_that_waits_for_nobody_is_not_held_up(clinic: Clinic) -> None:
    found = behind(clinic, "ALTER TABLE clinic ADD COLUMN age int", held=Access.READS)
    assert found == Attempt(0)


def test_a_migration_that_fails_of_itself_has_not_given_up(clinic: Clinic) -> None:
    found = behind(clinic, "ALTER TABLE clinic DROP COLUMN nothing", held=Access.READS)
    assert found.error
    assert not found.gave_up


def test_the_last_word_about_the_timeout_is_the_callers() -> None:
    entry = {"NAME": "a", "OPTIONS": {"options": "-c lock_timeout=5s", "sslmode": "require"}}
    assert impatient(entry, 200) == {
        "NAME": "a",
        "OPTIONS": {"options": "-c lock_timeout=5s -c lock_timeout=200", "sslmode": "require"},
    }
