"""Values of single fields, whatever their arguments are."""

from __future__ import annotations

import json
from collections import OrderedDict
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.contrib.postgres import fields as postgres
from django.contrib.postgres.search import SearchVectorField
from django.core import validators
from django.db import models
from django.db.models import Field
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_safety.errors import VolumeError
from migration_safety.rows.values.field_source import field_source
from migration_safety.rows.values.kin import Kin
from migration_safety.rows.values.texts.speaker import speaker
from migration_safety.rows.values.world import World
from tests.seeding.built import PRESENT

NAMES = st.sampled_from(
    [
        *("name", "first_name", "email", "phone", "street", "city", "zip_code", "country", "notes"),
        *("language", "currency", "ip_address", "user_agent", "website", "host", "colour", "title"),
        *("latitude", "price", "percent", "age", "year", "rating", "created_at", "ends_on", "born"),
        *("password", "api_key", "checksum", "time_zone", "locale", "mime_type", "file_name", "x"),
        *("position", "size", "uuid", "iban", "job", "version", "gender", "code", "slug", "path"),
    ]
)
# Faker reads a locale when it is first asked.
unhurried = settings(deadline=None)
LENGTHS = st.integers(1, 300)


def drawn(
    field: Field[Any, Any], name: str = "code", *, seed: int = 0, count: int = 20
) -> list[Any]:
    """Values of the field, under that name; no model needs to have it."""
    field.set_attributes_from_name(name)
    source = field_source(field, World(Random(seed), "en_US", PRESENT), Kin())
    return [source(None) for _ in range(count)]


def assert_valid(field: Field[Any, Any], name: str) -> None:
    for value in drawn(field, name):
        field.clean(value, None)


@unhurried
@given(NAMES, LENGTHS, st.booleans(), st.sampled_from([models.CharField, models.TextField]))
def test_texts_are_valid(name: str, length: int, blank: bool, kind: type[Any]) -> None:
    assert_valid(kind(max_length=length, blank=blank), name)
    assert max(len(text) for text in drawn(kind(max_length=length), name)) <= length


@unhurried
@given(NAMES, st.integers(12, 200), st.sampled_from([models.SlugField, models.FilePathField]))
def test_machine_texts_are_valid(name: str, length: int, kind: type[Any]) -> None:
    assert_valid(kind(max_length=length), name)


@unhurried
@given(NAMES, st.integers(20, 200), st.sampled_from([models.URLField, models.EmailField]))
def test_addresses_are_valid(name: str, length: int, kind: type[Any]) -> None:
    assert_valid(kind(max_length=length), name)


@unhurried
@given(
    NAMES,
    st.sampled_from(
        [
            *(models.IntegerField, models.SmallIntegerField, models.PositiveBigIntegerField),
            *(models.PositiveSmallIntegerField, models.BigIntegerField, models.FloatField),
        ]
    ),
    st.integers(-500, 30_000),
    st.integers(0, 2000),
)
def test_numbers_keep_to_their_bounds(name: str, kind: type[Any], low: int, width: int) -> None:
    least = max(low, 0) if "Positive" in kind.__name__ else low
    bounds = [
        validators.MinValueValidator(least),
        validators.MaxValueValidator(lambda: least + width),
    ]
    assert_valid(kind(validators=bounds), name)


@unhurried
@given(NAMES, st.integers(1, 20), st.integers(0, 20))
def test_decimals_keep_to_their_digits(name: str, digits: int, places: int) -> None:
    field = models.DecimalField(max_digits=max(digits, places), decimal_places=places)
    assert_valid(field, name)


@unhurried
@given(NAMES, st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 3000))
def test_dates_keep_to_their_bounds(name: str, low: date, width: int) -> None:
    high = low + timedelta(days=width)
    bounds = [validators.MinValueValidator(low), validators.MaxValueValidator(high)]
    assert_valid(models.DateField(validators=bounds), name)


@unhurried
@given(NAMES, st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=5, unique=True))
def test_choices_are_kept_to(name: str, options: list[str]) -> None:
    assert_valid(models.CharField(choices=[(each, each) for each in options]), name)


@pytest.mark.parametrize(
    "field",
    [
        models.BooleanField(),
        models.DateTimeField(),
        models.TimeField(),
        models.DurationField(),
        models.UUIDField(),
        models.BinaryField(max_length=3),
        models.JSONField(),
        models.JSONField(default=list),
        models.GenericIPAddressField(),
        models.GenericIPAddressField(protocol="IPv4"),
        models.GenericIPAddressField(protocol="IPv6"),
        models.CharField(choices={"North": {"a": "A"}, "South": {"b": "B"}}),
        models.IntegerField(choices=lambda: [(1, "One"), (2, "Two")]),
        models.IntegerField(validators=[validators.StepValueValidator(7, offset=3)]),
        models.DecimalField(
            max_digits=5,
            decimal_places=2,
            validators=[validators.StepValueValidator(Decimal("0.25"))],
        ),
        models.CharField(max_length=9, validators=[validators.RegexValidator(r"^[A-Z]{3}-\d{4}$")]),
        models.CharField(
            max_length=17, validators=[validators.RegexValidator(r"^\+?1?\d{9,15}\Z")]
        ),
        models.CharField(
            max_length=30,
            validators=[validators.RegexValidator(r"(?i)^(red|green)[^x]\w?(?:\.[a-f]+){2}$")],
        ),
        models.CharField(max_length=20, validators=[validators.validate_slug]),
        models.CharField(
            max_length=20, validators=[validators.validate_comma_separated_integer_list]
        ),
        models.TextField(validators=[validators.MinLengthValidator(40)]),
        models.CharField(
            max_length=50,
            validators=[validators.RegexValidator("[a-z]", "no letters", inverse_match=True)],
        ),
        postgres.ArrayField(models.IntegerField()),
        postgres.ArrayField(models.CharField(max_length=4), size=1),
        postgres.ArrayField(postgres.ArrayField(models.BooleanField(), size=3)),
        postgres.ArrayField(models.CharField(max_length=1, choices=[("a", "A")])),
        postgres.HStoreField(),
        postgres.IntegerRangeField(),
        postgres.BigIntegerRangeField(),
        postgres.DecimalRangeField(),
        postgres.DateRangeField(),
        postgres.DateTimeRangeField(),
        SearchVectorField(),
    ],
    ids=lambda field: type(field).__name__,
)
def test_every_kind_of_field_has_valid_values(field: Field[Any, Any]) -> None:
    for value in drawn(field):
        field.clean(value, None)


def test_inner_arrays_are_of_one_length() -> None:
    field = postgres.ArrayField(postgres.ArrayField(models.IntegerField()))
    assert len({len(inner) for value in drawn(field) for inner in value}) == 1


def test_a_custom_field_is_filled_as_its_parent() -> None:
    class Shade(models.CharField):
        pass

    assert all(isinstance(value, str) for value in drawn(Shade(max_length=9), "colour"))


def test_a_custom_field_is_filled_as_the_type_that_it_says_it_has() -> None:
    class Money(models.Field):
        def get_internal_type(self) -> str:
            return "IntegerField"

    assert all(isinstance(value, int) for value in drawn(Money(), "price"))


def test_a_field_of_an_unknown_type_is_named() -> None:
    class Shape(models.Field):
        pass

    with pytest.raises(VolumeError, match=r"Shape.*factory"):
        drawn(Shape())


def test_a_field_of_an_unknown_type_that_may_be_null_is_null() -> None:
    class Shape(models.Field):
        pass

    assert set(drawn(Shape(null=True))) == {None}


def test_a_validator_that_refuses_everything_is_named() -> None:
    def never(value: object) -> None:
        raise validators.ValidationError("no", code="never")

    never.code = "never"  # type: ignore[attr-defined]
    with pytest.raises(VolumeError, match=r"refused by never.*factory"):
        drawn(models.CharField(max_length=5, validators=[never]))


def refusing(value: object) -> None:
    """A validator that takes nothing but a star."""
    if value != "*":
        raise validators.ValidationError("no")


def test_a_default_is_taken_where_nothing_else_is_valid() -> None:
    field = models.CharField(max_length=5, default="*", validators=[refusing])
    assert set(drawn(field)) == {"*"}


def test_a_value_stays_missing_where_none_is_valid() -> None:
    field = models.CharField(max_length=5, null=True, validators=[refusing])
    assert set(drawn(field)) == {None}


def test_a_validator_that_stumbles_over_a_number_is_passed_by() -> None:
    def stumbling(value: Any) -> None:
        value.currency  # noqa: B018

    assert None not in drawn(models.IntegerField(validators=[stumbling]), "price")


def test_a_default_that_asks_clock_or_chance_is_not_called() -> None:
    def chance() -> int:
        raise AssertionError

    assert drawn(models.IntegerField(default=chance))


def test_a_default_of_the_database_is_frequent() -> None:
    values = drawn(models.CharField(max_length=16, db_default="web"), "source", count=100)
    assert 30 < values.count("web") < 90


def test_an_upload_is_a_path_below_its_folder() -> None:
    paths = drawn(models.FileField(upload_to="papers/%Y/%m"), "paper")
    assert all(path.startswith("papers/202") for path in paths)


def test_an_upload_has_a_suffix_that_is_allowed() -> None:
    allowed = validators.FileExtensionValidator(["odt"])
    paths = drawn(models.FileField(upload_to="papers", validators=[allowed]), "paper")
    assert all(path.endswith(".odt") for path in paths)


def test_a_password_is_one_that_cannot_be_used() -> None:
    assert all(
        value.startswith("!") for value in drawn(models.CharField(max_length=128), "password")
    )


def test_earlier_choices_are_more_frequent() -> None:
    field = models.CharField(choices=[("a", "A"), ("b", "B"), ("c", "C")])
    values = drawn(field, count=300)
    assert values.count("a") > values.count("b") > values.count("c")


def test_documents_are_json() -> None:
    values = drawn(models.JSONField())
    assert all(json.loads(json.dumps(value)) == value for value in values)


@pytest.mark.parametrize("locale", ["en_US", "en_GB", "de_AT"])
def test_weights_count_in_locales_that_borrow_their_words(locale: str) -> None:
    faker = speaker(locale)
    elements = OrderedDict(often=0.99, seldom=0.01)
    drawn = [faker.random_element(elements=elements) for _ in range(200)]
    assert drawn.count("often") > 150
