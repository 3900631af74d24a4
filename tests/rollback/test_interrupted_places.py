"""Where a migration is interrupted, and in which words that is told."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.core.plan import Migration, Plan
from migration_safety.core.trial.fault import SAME, Fault, KillMatrix, Orphan, Place, Strike
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.core.trial.trial import Trial
from migration_safety.flows.rollback.faults.choosing import ALIKE, LOOPED, notes, places
from migration_safety.flows.rollback.faults.running.messages import Sent
from migration_safety.flows.rollback.faults.telling import notes as told
from migration_safety.flows.rollback.faults.telling import sections, unknown

ADD, INSERT = "ALTER TABLE item ADD note text", 'INSERT INTO "django_migrations" VALUES (%s)'
BUILD = "CREATE INDEX CONCURRENTLY item_name ON item (name)"
ATOMIC = [Sent(ADD, 0.01, False), *(Sent(f"SELECT {n}", 0.01, True) for n in range(6))]
HALF = Fault(
    Place(2, 3, "UPDATE item SET note = name", inside=True, transaction=True),
    Direction.FORWARD,
    Strike.CLIENT,
    ("column note of item", "not recorded"),
    Orphan(14.72, ("ACCESS EXCLUSIVE on item",)),
    'column "note" already exists',
)
HEALED = replace(HALF, residue=("nothing",), resume=SAME, orphan=None)


def plan(*faults: Fault, interval: str = "0") -> Plan:
    matrix = KillMatrix("shop.0002_note", faults, interval)
    trial = Trial(("shop.0002_note",), Leg(Direction.FORWARD), faults=matrix)
    return Plan((Migration("shop", "0002_note", trial=trial),))


def test_three_boundaries_of_a_transaction_stand_for_all() -> None:
    chosen = places(ATOMIC)
    assert [(each.statement, each.alike) for each in chosen] == [(2, 6), (5, 6), (7, 6)]
    assert list(notes(chosen)) == [ALIKE]


def test_all_are_tried_when_somebody_asks_for_it() -> None:
    chosen = places(ATOMIC, every=True)
    assert [each.statement for each in chosen] == [2, 3, 4, 5, 6, 7]
    assert list(notes(chosen)) == []


def test_three_rounds_of_a_loop_that_commits_each_stand_for_all() -> None:
    chosen = places([Sent("UPDATE item SET note = %s", 0.01, False)] * 9)
    assert [(each.statement, each.alike) for each in chosen] == [(2, 8), (6, 8), (9, 8)]
    assert list(notes(chosen)) == [LOOPED]


def test_statements_that_commit_by_themselves_are_interrupted_between_all_of_them() -> None:
    chosen = places([Sent(f"UPDATE item SET note = {n}", 0.01, False) for n in range(5)])
    assert [each.statement for each in chosen] == [2, 3, 4, 5]


def test_what_takes_long_or_commits_on_its_way_is_met_in_its_middle() -> None:
    chosen = places([Sent(ADD, 1.5, False), Sent(BUILD, 0.01, False)])
    inside = [(each.statement, each.held) for each in chosen if each.inside]
    assert inside == [(1, False), (2, True)]


def test_between_the_last_commit_and_its_record_is_a_gap() -> None:
    chosen = places([Sent(ADD, 0.01, False), Sent(INSERT, 0.01, False), Sent("COMMIT", 0, True)])
    assert [(each.statement, each.gap) for each in chosen] == [(2, True)]


def test_a_record_in_the_transaction_of_the_change_leaves_no_gap() -> None:
    chosen = places([Sent(ADD, 0.01, False), Sent(INSERT, 0.01, True), Sent("COMMIT", 0, True)])
    assert not any(each.gap for each in chosen)


def test_what_does_not_heal_is_told_place_by_place_and_what_does_at_once() -> None:
    other = replace(HEALED, where=replace(HALF.where, statement=3))
    (section,) = sections(plan(HALF, replace(HALF, how=Strike.SERVER), HEALED, other))
    assert [row[:3] for row in section.rows] == [
        (
            "forward, in the middle of statement 2 of 3: UPDATE item SET note = name",
            "client killed, server crashed",
            "column note of item, not recorded",
        ),
        ("forward, 2 places", "client killed", "nothing"),
    ]


def test_the_lock_that_outlived_its_client_longest_is_noted_with_what_would_shorten_it() -> None:
    (note,) = told(plan(HALF, HEALED))
    assert "ACCESS EXCLUSIVE on item stayed 14.7 s" in note
    assert "client_connection_check_interval is 0" in note
    assert told(plan(HALF, interval="500ms")) == ()


def test_what_could_not_be_tried_is_unknown() -> None:
    lacking = replace(HALF, unknown="the time was over", residue=(), resume="")
    (first,) = unknown(plan(lacking, replace(lacking, how=Strike.SERVER)))
    assert "and 1 more: the time was over" in first.reason
    assert sections(plan(lacking)) == ()
