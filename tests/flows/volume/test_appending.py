"""--append adds rows to those of earlier runs, whatever others wrote meanwhile."""

from __future__ import annotations

from tests.plugins.civic import Civic

FEW = ("--profile", "report", "--scale", "0.02")
BY_HAND = """
from civicpulse.accounts.models import User
from civicpulse.people.factories import PersonFactory
from civicpulse.voters.factories import VoterRecordFactory

User.objects.create(username="mine", email="mine@example.org")
VoterRecordFactory(person=PersonFactory(household=None))
"""
TWICE = """
    SELECT count(*) - count(DISTINCT person_id) FROM voters_voterrecord WHERE person_id IS NOT NULL
"""


def by_hand(civic: Civic) -> None:
    """Somebody's rows, whose keys the sequences give."""
    done = civic.run("shell", "--command", BY_HAND)
    assert done.returncode == 0, done.stderr


def test_each_run_adds_what_it_is_asked_for(civic: Civic) -> None:
    first = civic.rows(*FEW)
    assert civic.rows(*FEW, "--append") == civic.rows(*FEW, "--append") == first
    assert civic.count("audit_entry") == 3 * 1_252
    assert civic.count("people_person") == 3 * 20
    assert civic.one(TWICE) == (0,)


def test_rows_that_somebody_wrote_in_between_are_left_alone(civic: Civic) -> None:
    civic.seeded(*FEW)
    by_hand(civic)
    mine = "SELECT row_to_json(t)::text FROM {} AS t WHERE username = 'mine'"
    before = civic.one(mine, "accounts_user")
    report = civic.seeded(*FEW, "--append")
    assert {each["status"] for each in report["checks"]} == {"passed", "skipped"}
    assert civic.one(mine, "accounts_user") == before
    # Sequences go on after all of them.
    civic.run("shell", "--command", BY_HAND.replace("mine", "later"))
    assert civic.count("people_person") == 20 + 1 + 20 + 1
    civic.seeded("--clear")
    assert civic.count("people_person") == 2
    assert civic.one(mine, "accounts_user") == before


def test_references_that_no_two_rows_share_go_on_while_parents_last(civic: Civic) -> None:
    civic.seeded(*FEW)
    civic.seeded("--rows", "voters.VoterRecord=10", "--append")
    linked = "SELECT count(*), count(person_id) FROM voters_voterrecord"
    rows, persons = civic.one(linked)
    assert rows == 16 + 10
    assert 16 < persons <= 20
    civic.seeded("--rows", "voters.VoterRecord=10", "--rows", "people.Person=10", "--append")
    assert civic.one(linked)[1] > persons
    assert civic.one(TWICE) == (0,)


def test_references_that_may_be_absent_are_where_there_is_nothing_to_refer_to(
    civic: Civic,
) -> None:
    assert civic.rows("--rows", "voters.VoterRecord=10")["voters.VoterRecord"] == 10
    assert civic.one("SELECT count(person_id) FROM voters_voterrecord") == (0,)
