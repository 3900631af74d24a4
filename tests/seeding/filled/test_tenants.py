"""Rows of civicpulse refer to rows of their own tenant, whatever runs have made them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.plugins.civic import Civic
from tests.seeding.filled.tenants import disagreements

JOINED = {
    "cms.Page.parent",
    "cms.Page_documents.page/document",
    "outreach.ContactAttempt.campaign",
    "outreach.ContactAttempt.household",
    "outreach.ContactAttempt.household/campaign",
    "outreach.ContactAttempt.person",
    "outreach.ContactAttempt.person/campaign",
    "outreach.ContactAttempt.person/household",
    "people.Person.household",
    "people.Person_tags.person/tag",
    "voters.VoterRecord.person",
}
BY_TENANT = """
    SELECT array_agg(rows ORDER BY rows DESC)
    FROM (SELECT count(*) AS rows FROM {} GROUP BY tenant_id) AS tenant
"""
OWNED = ("people_person", "outreach_contactattempt", "people_person_tags")
# Of more than a chunk.
MANY = (
    *("--tenants", "3", "--rows", "people.Person=2000", "--rows", "people.Tag=500"),
    *("--rows", "people.Person_tags=110_000", "--rows", "outreach.ContactAttempt=60_000"),
)


@pytest.fixture
def tenth(civic: Civic) -> Civic:
    """With a tenth of the usual rows in every table."""
    civic.seeded("--scale", "0.1")
    return civic


def test_no_row_refers_to_another_tenant(tenth: Civic) -> None:
    found = disagreements(tenth)
    assert set(found) == JOINED
    assert all(joined > 30 and not wrong for joined, wrong in found.values()), found


def test_no_row_of_a_later_run_does(tenth: Civic) -> None:
    tenth.seeded("--scale", "0.2", "--append")
    found = disagreements(tenth)
    assert all(joined > 90 and not wrong for joined, wrong in found.values()), found


def test_children_alone_go_on_with_the_parents_of_before(tenth: Civic) -> None:
    children = ("outreach.ContactAttempt=70", "people.Person_tags=120", "voters.VoterRecord=30")
    named = [part for each in children for part in ("--rows", each)]
    tenth.seeded(*named, "--append")
    tenth.seeded("--rows", "people.Person=50", "--append")
    tenth.seeded(*named, "--append")
    assert tenth.count("people_person_tags") == 440
    assert not any(wrong for _, wrong in disagreements(tenth).values())


def test_one_tenant_has_most_rows_and_each_has_some(tenth: Civic) -> None:
    (rows,) = tenth.one(BY_TENANT, "people_person")
    assert len(rows) == 5
    assert rows[0] > 2 * rows[2] > 2 * rows[4] > 0


def test_a_tenant_with_too_few_rows_is_said_to_share_those_of_others(civic: Civic) -> None:
    few = [part for each in ("people.Person=20", "people.Tag=20") for part in ("--rows", each)]
    notes = civic.seeded(*few, "--rows", "people.Person_tags=300", "--tenants", "4")["notes"]
    assert any(note.startswith("people.Person_tags: rows of different tenants") for note in notes)


@pytest.mark.slow
def test_rows_and_their_tenants_are_the_same_for_any_number_of_workers(
    new_civic: Callable[[], Civic],
) -> None:
    one, three = new_civic(), new_civic()
    one.seeded(*MANY, "--workers", "1")
    three.seeded(*MANY, "--workers", "3")
    assert one.chunks("people_person_tags") == 3
    assert one.digest(*OWNED) == three.digest(*OWNED)
    assert not any(wrong for _, wrong in disagreements(three).values())
