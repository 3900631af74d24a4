"""Prototypes built by a project's own factories."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.db.models.signals import post_init
from factory.base import Factory

from civicpulse.accounts.models import PasswordHistory, User
from civicpulse.audit.models import Entry
from civicpulse.cms.models import Document, Page
from civicpulse.outreach.models import Campaign
from civicpulse.people.models import Household, Person
from civicpulse.tenants.models import Tenant
from migration_safety.core.volume.template import Template
from migration_safety.errors import VolumeError
from tests.seeding import sample_factories as sample
from tests.seeding.built import built


def test_a_sequence_number_becomes_the_place_of_the_rows_number() -> None:
    found = built(User, sample.UserFactory, unique=("username",))
    assert found.rows[0]["username"] == Template(("user", ""))


def test_what_is_made_of_a_sequence_shows_the_same_number() -> None:
    found = built(User, sample.UserFactory, unique=("username",))
    assert found.rows[0]["email"].text(17) == "user17@example.org"


def test_a_number_that_is_padded_stays_unique() -> None:
    found = built(User, sample.UserFactory, unique=("badge_number",))
    assert found.rows[0]["badge_number"] == Template(("00", ""))


def test_digits_that_all_rows_share_are_kept() -> None:
    found = built(Tenant, sample.TenantFactory, unique=("slug",))
    assert found.rows[3]["slug"] == Template(("tenant-2024-", ""))


def test_a_number_that_is_no_text_is_the_one_of_the_prototype() -> None:
    found = built(Page, sample.PageFactory)
    assert [row["position"] for row in found.rows][:3] == [0, 1, 2]


def test_a_sequence_that_only_chooses_stays_a_choice() -> None:
    found = built(Page, sample.PageFactory)
    assert [row["title"] for row in found.rows][:3] == ["First", "Second", "First"]


def test_a_text_of_a_choice_and_a_number_shows_both() -> None:
    found = built(Page, sample.PageFactory, unique=("slug",))
    assert found.rows[1]["slug"] in (Template(("first-", "")), Template(("second-", "")))


def test_a_sequence_that_fails_far_ahead_keeps_its_near_value() -> None:
    found = built(Campaign, sample.CampaignFactory, unique=("slug",))
    assert str(found.rows[9]["starts_on"]) == "2024-01-10"
    assert found.rows[9]["slug"] == Template(("campaign-", ""))


def test_what_comes_after_building_is_left_out() -> None:
    found = built(User, sample.UserFactory)
    assert found.rows[0]["password"].startswith("!")


def test_attributes_made_of_one_hidden_attribute_belong_together() -> None:
    found = built(User, sample.UserFactory)
    assert any({"first_name", "last_name"} <= group for group in found.groups)


def test_a_choice_belongs_to_what_decides_it() -> None:
    found = built(User, sample.UserFactory)
    assert frozenset({"is_staff", "job_title"}) in found.groups


def test_a_value_within_a_document_belongs_to_the_document() -> None:
    found = built(Person, sample.PersonFactory)
    assert any({"given_name", "preferences"} <= group for group in found.groups)


def test_a_parent_is_built_where_something_is_made_of_it() -> None:
    found = built(Household, sample.HouseholdFactory)
    assert found.rows[0]["name"].startswith("At tenant-2024-")


def test_a_parent_is_no_part_of_the_row() -> None:
    found = built(Household, sample.HouseholdFactory)
    assert not {"tenant", "tenant_id"} & set(found.rows[0])


def test_an_excluded_attribute_is_no_part_of_the_row() -> None:
    found = built(Person, sample.PersonFactory, unique=("external_ref",))
    assert "counted" not in found.rows[0]
    assert found.rows[0]["external_ref"] == Template(("tenant-2024-0/", ""))


def test_an_iterator_starts_anew() -> None:
    built(Person, sample.PersonFactory, count=2)
    found = built(Person, sample.PersonFactory, count=4)
    assert [row["given_name"] for row in found.rows] == ["Ann", "Bob", "Cem", "Ann"]


def test_an_iterator_of_a_parent_starts_anew() -> None:
    built(Person, sample.PersonFactory, count=1)
    found = built(Person, sample.PersonFactory, count=2)
    assert [row["search_name"] for row in found.rows] == ["Ann of Ulm", "Bob of Bath"]


@pytest.mark.parametrize("locale", ["en_US", "de_DE"])
def test_a_projects_own_providers_are_known_in_every_locale(locale: str) -> None:
    found = built(Person, sample.PersonFactory, locale=locale)
    assert found.rows[0]["phone"].startswith("ext. ")


def test_what_a_factory_lacks_is_derived_from_the_field() -> None:
    found = built(Tenant, sample.TenantFactory)
    assert found.rows[0]["kind"] in Tenant.Kind.values


def test_a_file_is_its_name() -> None:
    assert built(Document, sample.RestlessFactory).rows[0]["file"] == "paper.pdf"


def test_a_naive_time_gets_the_projects_time_zone() -> None:
    assert built(Entry, sample.EntryFactory).rows[0]["occurred_at"].tzinfo is not None


def test_a_value_is_transformed_once() -> None:
    assert {row["source"] for row in built(Entry, sample.EntryFactory).rows} == {"<web>"}


def test_a_password_is_hashed_once_and_fits() -> None:
    (found,) = {row["password"] for row in built(PasswordHistory, sample.HistoryFactory).rows}
    assert check_password("correct horse", found)


def test_many_passwords_share_a_few_hashes() -> None:
    found = built(PasswordHistory, sample.GuestFactory, count=200)
    assert len({row["password"] for row in found.rows}) == 4


def test_the_locale_is_that_of_the_factory_too() -> None:
    ours = built(Tenant, sample.TenantFactory, locale="ja_JP").rows[0]["name"]
    assert not ours.isascii()


def test_the_factory_is_named() -> None:
    found = built(User, sample.UserFactory)
    assert found.factory == "tests.seeding.sample_factories.UserFactory"


def test_the_factory_is_as_before() -> None:
    before = dict(sample.TenantFactory._meta.pre_declarations.as_dict())
    built(Tenant, sample.TenantFactory)
    assert sample.TenantFactory._meta.pre_declarations.as_dict() == before


def test_no_signal_is_sent() -> None:
    heard: list[object] = []

    def hear(instance: User, **rest: object) -> None:
        heard.append(instance)

    post_init.connect(hear, sender=User)
    try:
        built(User, sample.UserFactory)
    finally:
        post_init.disconnect(hear, sender=User)

    assert heard == []


@pytest.mark.parametrize(
    ("factory", "told"),
    [
        (sample.CountingFactory, r"CountingFactory asks the database for 'name'"),
        (sample.TooLongFactory, r"TooLongFactory gives tenants\.Tenant\.kind a str .*'invalid_ch"),
        (sample.EmptyFactory, r"EmptyFactory gives tenants\.Tenant\.name a NoneType .*'null'"),
        (sample.RaisingFactory, r"RaisingFactory fails for 'name': IndexError"),
    ],
)
def test_what_is_wrong_with_a_factory_is_said(factory: type[Factory[Tenant]], told: str) -> None:
    with pytest.raises(VolumeError, match=told):
        built(Tenant, factory)


def test_a_wrong_value_is_not_told() -> None:
    with pytest.raises(VolumeError) as error:
        built(Tenant, sample.TooLongFactory)
    assert "horse" not in str(error.value)


def test_the_connection_is_as_before() -> None:
    built(Tenant, sample.TenantFactory)
    assert "ensure_connection" not in vars(connection) and not connection.execute_wrappers
