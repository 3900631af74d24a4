"""Prototypes of models that have no factory."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Model
from django.test.utils import isolate_apps

from civicpulse.accounts.models import User
from civicpulse.cms.models import Document
from civicpulse.outreach.models import Campaign
from civicpulse.people.models import Address, Household, Person
from civicpulse.tenants.models import Domain, Tenant
from migration_safety.core.volume.template import Template
from migration_safety.errors import VolumeError
from tests.seeding.built import PRESENT, built, filled, must_differ

MODELS = [model for model in apps.get_models() if model.__module__.startswith("civicpulse.")]
LARGE = 10**9 - 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("number", [1, LARGE])
def test_every_row_is_one_that_a_form_would_take(model: type[Model], number: int) -> None:
    found = built(model, unique=must_differ(model))
    kept = set(found.rows[0])
    others = {field.name for field in model._meta.fields if field.attname not in kept}

    for row in found.rows:
        model(**filled(row, number)).full_clean(
            exclude=others, validate_unique=False, validate_constraints=False
        )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_rows_lack_what_the_database_or_the_engine_makes(model: type[Model]) -> None:
    found = built(model)
    relations = {field.attname for field in model._meta.fields if field.is_relation}
    assert not {"id", *relations} & set(found.rows[0])


def test_a_unique_text_has_a_place_for_the_number() -> None:
    found = built(Tenant, unique=("slug", "public_id"))
    assert all(isinstance(row["slug"], Template) for row in found.rows)


def test_a_unique_value_that_is_no_text_is_left_out() -> None:
    found = built(Tenant, unique=("slug", "public_id"))
    assert "public_id" not in found.rows[0]


def test_two_rows_never_give_the_same_text() -> None:
    found = built(User, unique=("username", "badge_number"), count=300)
    parts = {part for row in found.rows for part in row["username"].parts}
    assert not any(sign.isdigit() for part in parts for sign in part)


def test_the_number_stands_before_the_at_sign() -> None:
    found = built(Person, unique=("email",))
    mail = found.rows[0]["email"].text(17)
    assert mail.partition("@")[0].endswith("17")


def test_the_number_stands_in_the_first_label_of_a_host() -> None:
    found = built(Domain, unique=("host",))
    assert found.rows[0]["host"].text(17).endswith("17.example")


def test_a_unique_file_keeps_its_suffix() -> None:
    found = built(Document, unique=("file",))
    assert found.rows[0]["file"].text(17).rpartition("-17.")[2].isalpha()


@isolate_apps("tests")
def test_a_unique_text_without_room_for_the_number_is_left_out() -> None:
    class Short(Model):
        code = models.CharField(max_length=8)

        class Meta:
            app_label = "tests"

    assert "code" not in built(Short, unique=("code",)).rows[0]


@isolate_apps("tests")
def test_a_text_is_shortened_to_make_room_for_the_number() -> None:
    class Short(Model):
        title = models.CharField(max_length=14)

        class Meta:
            app_label = "tests"

    found = built(Short, unique=("title",))
    assert max(len(row["title"].text(LARGE)) for row in found.rows) == 14


@isolate_apps("tests")
def test_a_primary_key_of_text_is_unique_unasked() -> None:
    class Coded(Model):
        code = models.CharField(max_length=40, primary_key=True)

        class Meta:
            app_label = "tests"

    assert isinstance(built(Coded).rows[0]["code"], Template)


def test_names_and_what_is_made_of_them_belong_together() -> None:
    found = built(User)
    assert frozenset({"first_name", "last_name", "username", "email"}) in found.groups


def test_an_address_is_that_of_its_owner() -> None:
    named = [row for row in built(User).rows if row["first_name"] and row["email"]]
    assert all(row["first_name"].casefold()[:2] == row["email"][:2] for row in named)


def test_a_town_its_postcode_and_its_country_belong_together() -> None:
    found = built(Address)
    assert frozenset({"city", "postcode", "country"}) in found.groups


def test_a_postcode_is_found_in_one_town_alone() -> None:
    rows = built(Household, count=500).rows
    towns = {row["postcode"]: row["city"] for row in rows}
    assert all(towns[row["postcode"]] == row["city"] for row in rows)


def test_what_begins_ends_later() -> None:
    rows = built(Campaign, count=200).rows
    assert all(row["ends_on"] is None or row["ends_on"] >= row["starts_on"] for row in rows)


def test_nothing_is_changed_before_it_was_created_or_after_the_present() -> None:
    rows = built(Person, count=200).rows
    assert all(row["created_at"] <= row["updated_at"] <= PRESENT for row in rows)


def test_some_of_what_may_be_missing_is_missing() -> None:
    births = [row["date_of_birth"] for row in built(Person, count=300).rows]
    assert 0.05 < births.count(None) / len(births) < 0.4


def test_few_rows_are_marked_as_deleted() -> None:
    marks = [row["deleted_at"] for row in built(Person, count=300).rows]
    assert marks.count(None) > 250


def test_a_default_is_frequent() -> None:
    zones = [row["time_zone"] for row in built(Tenant, count=300).rows]
    assert zones.count("UTC") > 150


def test_other_locales_have_other_people() -> None:
    german = {row["last_name"] for row in built(User, locale="de_DE", count=300).rows}
    japanese = {row["last_name"] for row in built(User, locale="ja_JP", count=300).rows}
    assert german & japanese == {""}


def test_a_script_without_latin_letters_gives_valid_addresses() -> None:
    mails = [row["email"] for row in built(Person, locale="ja_JP", unique=("email",)).rows]
    assert all(mail.text(1).isascii() for mail in mails)


def test_an_unknown_locale_is_answered_with_the_nearest() -> None:
    with pytest.raises(VolumeError, match=r"'de_DD'.*Did you mean 'de_DE'\?"):
        built(User, locale="de_DD")
