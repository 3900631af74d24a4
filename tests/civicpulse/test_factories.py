"""The factories of civicpulse make rows that are valid, and consistent in themselves."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import factory
import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db import transaction

from civicpulse.accounts.factories import UserFactory
from civicpulse.audit.factories import EntryFactory
from civicpulse.cms.factories import PageFactory
from civicpulse.database import from_url
from civicpulse.outreach.factories import CampaignFactory, ContactAttemptFactory
from civicpulse.people.factories import HouseholdFactory, PersonFactory, TagFactory
from civicpulse.people.places import CITIES
from civicpulse.tenants.factories import TenantFactory
from civicpulse.voters.factories import VoterRecordFactory
from migration_safety.reading.replay import confined
from tests.plugins.servers import NEWEST, start

MODELS = [
    model for model in apps.get_models() if model._meta.app_config.name.startswith("civicpulse.")
]


def of(model: Any) -> Any:
    """The factory of a model, which lies in its app."""
    return getattr(
        import_module(f"{model._meta.app_config.name}.factories"), f"{model.__name__}Factory"
    )


@pytest.fixture(scope="module")
def migrated(django_db_blocker: Any) -> Iterator[str]:
    """The URL of a database that holds civicpulse's newest release."""
    with start(NEWEST).database() as url, django_db_blocker.unblock():
        with confined("default", from_url(url)):
            call_command("migrate", verbosity=0)
        yield url


@pytest.fixture(autouse=True)
def empty_tables(migrated: str, django_db_blocker: Any) -> Iterator[None]:
    """Whatever a test makes is rolled back."""
    with (
        django_db_blocker.unblock(),
        confined("default", from_url(migrated)),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_a_factory_whose_rows_are_valid(model: Any) -> None:
    rows = of(model).create_batch(20)

    assert [row.full_clean() for row in rows] == [None] * 20
    assert model._meta.default_manager.count() >= 20


def test_an_address_of_a_user_is_made_of_the_names() -> None:
    user = UserFactory.create(first_name="Ann", last_name="Lee")

    assert user.username.startswith("ann.lee.")
    assert user.email == f"{user.username}@civicpulse.example"


def test_the_password_of_users_is_known_to_those_who_write_tests() -> None:
    assert check_password("correct horse", UserFactory.build().password)


def test_staff_alone_wear_badges() -> None:
    staff, other = UserFactory.create(is_staff=True), UserFactory.create(is_staff=False)

    assert staff.badge_number.startswith("CP-")
    assert other.badge_number is None


def test_a_person_belongs_where_the_household_does() -> None:
    person = PersonFactory.create(given_name="Zoë", family_name="Ní Bhriain")

    assert person.household.tenant == person.tenant
    assert person.email.startswith("zoe.ni-bhriain.")
    assert person.search_name == "zoë ní bhriain"


def test_a_postcode_lies_in_its_city() -> None:
    homes = HouseholdFactory.build_batch(50, tenant=None)

    assert all(home.postcode.split()[0] in CITIES[home.city] for home in homes)


def test_nobody_spoke_where_nobody_answered() -> None:
    attempt = ContactAttemptFactory.create(outcome="no_answer")

    assert (attempt.duration_seconds, attempt.note) == (0, "")
    assert (attempt.needs_follow_up, attempt.follow_up_days) == (False, None)


def test_whoever_was_reached_was_spoken_to() -> None:
    attempt = ContactAttemptFactory.create(outcome="reached", needs_follow_up=True)

    assert attempt.duration_seconds > 0
    assert attempt.follow_up_days in (3, 7, 14, 30)


def test_all_that_an_attempt_is_about_is_one_tenants() -> None:
    attempt = ContactAttemptFactory.create()

    of_tenants = {each.tenant for each in (attempt, attempt.person, attempt.campaign)}
    assert of_tenants == {attempt.household.tenant}


def test_a_draft_has_no_end_and_a_closed_campaign_ends_after_its_start() -> None:
    draft, closed = (CampaignFactory.create(status=each) for each in ("draft", "closed"))

    assert draft.ends_on is None
    assert closed.ends_on > closed.starts_on


def test_a_voter_is_registered_with_the_tenant_of_the_person() -> None:
    record = VoterRecordFactory.create()

    assert record.tenant == record.person.tenant


def test_who_logs_in_opens_a_session_and_comes_from_a_browser() -> None:
    entry = EntryFactory.create(action="login")

    assert entry.changes == {"session": [None, "open"]}
    assert (entry.object_type, entry.source) == ("accounts.user", "web")
    assert entry.ip_address
    assert entry.user_agent


@pytest.mark.parametrize(
    ("action", "values"),
    [("create", [None, "moved"]), ("update", ["active", "moved"]), ("delete", ["active", None])],
)
def test_changes_fit_the_action_and_what_it_was_done_to(
    action: str, values: list[str | None]
) -> None:
    entry = EntryFactory.create(action=action, object_type="voters.voterrecord")

    assert entry.changes == {"status": values}


def test_a_job_has_no_browser() -> None:
    entry = EntryFactory.create(action="create", source="job")

    assert (entry.ip_address, entry.user_agent) == (None, "")


def test_published_pages_alone_have_a_time_of_publication() -> None:
    draft, published = (PageFactory.create(status=each) for each in ("draft", "published"))

    assert draft.published_at is None
    assert published.published_at


def test_what_a_row_is_grouped_by_is_given_by_name() -> None:
    tenant, tag, organiser = TenantFactory.create(), TagFactory.create(), UserFactory.create()

    assert [*UserFactory.create(tenants=[tenant]).tenants.all()] == [tenant]
    assert [*PersonFactory.create(tags=[tag]).tags.all()] == [tag]
    assert [*CampaignFactory.create(organisers=[organiser]).organisers.all()] == [organiser]


def test_the_same_seed_gives_the_same_person() -> None:
    factory.random.reseed_random("civicpulse")
    one = PersonFactory.build(tenant=None, household=None)
    factory.random.reseed_random("civicpulse")
    other = PersonFactory.build(tenant=None, household=None)

    assert (one.given_name, one.public_id) == (other.given_name, other.public_id)
