"""What live traffic felt, in sentences."""

from __future__ import annotations

from migration_safety.core.trial.leg import Direction
from migration_safety.core.trial.traffic.felt import (
    Access,
    Attempt,
    Failure,
    Felt,
    Queue,
    Service,
    Stall,
)
from migration_safety.core.trial.traffic.load import Load
from migration_safety.core.trial.traffic.pace import Pace
from migration_safety.reports.load.sentences import sentences
from migration_safety.reports.visible import UNBROKEN

PERSON = "people_person"
BEFORE, DURING = Pace(99, 0.32, 4.0, 5.0), Pace(60, 96.4, 496.1, 496.1)
INDEX = 'CREATE INDEX "people_person_name" ON "people_person" ("name")'


def told(load: Load | None) -> list[str]:
    return [each.replace(UNBROKEN, " ") for each in sentences(load)]


def felt(*services: Service, direction: Direction = Direction.FORWARD, error: str = "") -> Load:
    return Load((Felt(direction, 4, 0.5, services, error),))


def queue(*attempts: Attempt, held: Access = Access.READS) -> Load:
    return Load(queues=(Queue(Direction.FORWARD, PERSON, held, 1.5, attempts),))


def test_without_load_nothing_is_said() -> None:
    assert told(None) == []


def test_why_there_was_no_traffic() -> None:
    assert told(Load(reason="it locks nothing")) == ["No traffic: it locks nothing."]


def test_a_stall_names_the_statement_and_both_paces() -> None:
    load = felt(
        Service(PERSON, Access.READS, BEFORE, BEFORE),
        Service(PERSON, Access.WRITES, BEFORE, DURING, Stall(496.1, INDEX)),
    )
    assert told(load) == [
        f"Forward, writes of people_person wait 496 ms for {INDEX}"
        " (p50 0.3 ms -> 96 ms, p99 4.0 ms -> 496 ms).",
        "Forward, nobody waits in reads of people_person.",
    ]


def test_a_stall_without_answers_has_no_pace_and_a_long_statement_is_cut() -> None:
    service = Service(PERSON, Access.READS, BEFORE, stall=Stall(2000.0, INDEX + " WHERE name > ''"))
    (said,) = told(felt(service))
    assert said.startswith("Forward, reads of people_person wait 2.0 s for CREATE INDEX")
    assert said.endswith("....")


def test_a_stall_without_a_statement_is_of_the_migrations_locks() -> None:
    (said,) = told(felt(Service(PERSON, Access.READS, stall=Stall(60.0, ""))))
    assert said == "Forward, reads of people_person wait 60 ms for its locks."


def test_short_waits_are_nobodys_concern() -> None:
    service = Service(PERSON, Access.READS, BEFORE, BEFORE, Stall(8.0, INDEX))
    assert told(felt(service)) == [
        "Forward, nobody waits for more than 8.0 ms in reads of people_person."
    ]


def test_reads_and_writes_that_fail_alike_are_told_together() -> None:
    gone = Failure("42P01", "relation does not exist", during=2, first=0.02)
    load = felt(
        Service(PERSON, Access.READS, BEFORE, failures=(gone,)),
        Service(PERSON, Access.WRITES, BEFORE, failures=(gone,)),
        direction=Direction.BACKWARD,
    )
    assert told(load) == [
        "Back, reads and writes of people_person by the new code fail from 20 ms on:"
        " relation does not exist (SQLSTATE 42P01, 4 times)."
    ]


def test_what_failed_before_is_not_blamed_on_the_migration() -> None:
    wrong = Failure("42703", "no such column", before=3, during=1, first=0.1)
    late = Failure("42704", "no such object", before=3)
    (first, second) = told(felt(Service(PERSON, Access.READS, failures=(wrong, late))))
    assert first == (
        "Forward, reads of people_person by the old code fail, as they do before:"
        " no such column (SQLSTATE 42703, 1 time)."
    )
    assert "0 times" in second


def test_tables_where_nobody_waits_are_told_together() -> None:
    tables = ("a", "b")
    both = [Service(each, access, BEFORE, BEFORE) for each in tables for access in Access]
    (said,) = told(felt(*both, Service("c", Access.READS, BEFORE, BEFORE)))
    assert said == "Forward, nobody waits in reads and writes of a, b; reads of c."


def test_of_many_tables_the_first_are_named() -> None:
    said = 'relation "{}" does not exist'
    services = [
        Service(each, Access.READS, failures=(Failure("42P01", said.format(each), 0, 1, 0.5),))
        for each in "abcdefghi"
    ]
    (said,) = told(felt(*services, direction=Direction.BACKWARD))
    assert said == (
        "Back, reads of a, b, c, d, e, f and 3 more by the new code fail from 500 ms on:"
        ' relation "a" does not exist, and the like (SQLSTATE 42P01, 9 times).'
    )


def test_what_is_not_sent_and_what_fails_under_load_is_said() -> None:
    load = felt(Service(PERSON, Access.WRITES, unsent="it holds no rows"), error="deadlock")
    assert told(load) == [
        "Forward, it fails under load: deadlock",
        "Forward, there are no writes of people_person: it holds no rows.",
    ]


def test_the_queue_with_and_without_lock_timeout() -> None:
    gives_up = Attempt(200, 0.2, gave_up=True, reads=200.0, writes=190.0)
    assert told(queue(gives_up, Attempt(0, 1.5, reads=1500.0, writes=1500.0))) == [
        "Forward, behind an idle transaction that has read people_person: readers wait 1.5 s,"
        " writers wait 1.5 s, as it stays for 1.5 s; with lock_timeout = 200 ms the migration"
        " gives up after 200 ms, and readers wait 200 ms, writers wait 190 ms."
    ]


def test_a_queue_of_the_migration_alone_and_none_at_all() -> None:
    alone = Attempt(0, 1.5, error="no room")
    assert told(queue(alone, held=Access.WRITES)) == [
        "Forward, behind an idle transaction that has written to people_person: the migration"
        " alone waits, as it stays for 1.5 s, and it then fails: no room."
    ]
    assert told(queue(Attempt(200))) == [
        "Forward, behind an idle transaction that has read people_person: nobody waits, as it is"
        " not in the way."
    ]
    assert "in the way; it fails: no room." in told(queue(Attempt(0, error="no room")))[0]


def test_without_a_first_moment_none_is_told() -> None:
    odd = Failure("42703", "no such column", during=1)
    assert "fail:" in told(felt(Service(PERSON, Access.READS, failures=(odd,))))[0]
