"""Prototypes of models that are not flat tables of plain columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import factory
import pytest
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CASCADE, F, Model
from django.test.utils import isolate_apps
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_safety.core.volume.template import Template
from migration_safety.rows.factories import templates
from migration_safety.rows.values.validity import complaint
from tests.seeding.built import built
from tests.seeding.test_values import NAMES, drawn


@pytest.fixture(autouse=True)
def _isolated() -> Iterator[None]:
    with isolate_apps("tests"):
        yield


def made(factory_of: type[Model], **declarations: Any) -> Any:
    """A factory of the model with these declarations."""
    meta = type("Meta", (), {"model": factory_of})
    return type("Own", (factory.django.DjangoModelFactory,), declarations | {"Meta": meta})


def test_a_child_has_its_parents_fields_and_no_link() -> None:
    class Place(Model):
        name = models.CharField(max_length=50)

        class Meta:
            app_label = "tests"

    class Cafe(Place):
        seats = models.IntegerField()

        class Meta:
            app_label = "tests"

    assert set(built(Cafe).rows[0]) == {"name", "seats"}


def test_a_constructor_that_asks_the_database_is_left_out() -> None:
    class Typed(Model):
        name = models.CharField(max_length=50)

        class Meta:
            app_label = "tests"

        def __init__(self, *arguments: Any, **keywords: Any) -> None:
            ContentType.objects.get_for_model(Typed)
            super().__init__(*arguments, **keywords)

    ContentType.objects.clear_cache()
    assert isinstance(built(Typed).rows[0]["name"], str)


@pytest.mark.parametrize("name", ["record", "reader", "evaluated", "sequence", "step", "stub"])
def test_an_attribute_may_have_any_name(name: str) -> None:
    class Odd(Model):
        text = models.CharField(max_length=50)

        class Meta:
            app_label = "tests"

    models.CharField(max_length=50).contribute_to_class(Odd, name)
    own = made(Odd, **{name: "odd", "text": factory.SelfAttribute(name)})
    assert built(Odd, own).rows[0] == {name: "odd", "text": "odd"}


def test_what_is_first_is_before_what_is_last() -> None:
    class Story(Model):
        last_seen = models.DateTimeField()
        first_seen = models.DateField()

        class Meta:
            app_label = "tests"

    rows = built(Story, count=100).rows
    assert all(row["first_seen"] <= row["last_seen"].date() for row in rows)


def test_what_the_database_computes_is_left_out() -> None:
    class Square(Model):
        side = models.IntegerField()
        area = models.GeneratedField(
            expression=F("side") * F("side"),
            output_field=models.IntegerField(),
            db_persist=True,
        )

        class Meta:
            app_label = "tests"

    assert set(built(Square).rows[0]) == {"side"}


def test_a_generic_relation_is_left_out_though_a_factory_declares_it() -> None:
    class Note(Model):
        text = models.TextField()
        content_type = models.ForeignKey(ContentType, CASCADE)
        object_id = models.PositiveIntegerField()
        about = GenericForeignKey()

        class Meta:
            app_label = "tests"

    found = built(Note, made(Note, about=factory.SubFactory("no.such.Factory")))
    assert set(found.rows[0]) == {"text", "object_id"}


def test_a_key_of_several_columns_is_left_to_them() -> None:
    class Seat(Model):
        pk = models.CompositePrimaryKey("row", "place")
        row = models.IntegerField()
        place = models.IntegerField()

        class Meta:
            app_label = "tests"

    assert set(built(Seat).rows[0]) == {"row", "place"}


def test_a_unique_choice_is_left_out() -> None:
    class Role(Model):
        kind = models.CharField(max_length=40, choices=[("a", "A")])

        class Meta:
            app_label = "tests"

    assert built(Role, unique=("kind",)).rows[0] == {}


def test_a_missing_value_stays_missing_among_unique_ones() -> None:
    class Part(Model):
        code = models.CharField(max_length=40, null=True)

        class Meta:
            app_label = "tests"

    found = built(Part, made(Part, code=factory.Iterator(["a", None])), unique=("code",))
    assert [row["code"] for row in found.rows][:2] == [Template(("a-", "")), None]


def test_different_parts_have_no_digits_where_they_could_be_confused() -> None:
    class Part(Model):
        code = models.CharField(max_length=40)

        class Meta:
            app_label = "tests"

    # "v1" and 17 would read as "v11" and 7.
    own = made(Part, code=factory.Sequence(lambda n: f"v{1 + n % 2 * 10}{n}"))
    found = built(Part, own, unique=("code",))
    assert {row["code"] for row in found.rows} == {Template(("v", ""))}


def test_a_field_that_stores_something_else_has_no_template() -> None:
    class Hidden(models.CharField):
        def get_prep_value(self, value: Any) -> str:
            return str(value)[::-1]

    class Secret(Model):
        code = Hidden(max_length=40)

        class Meta:
            app_label = "tests"

    assert "code" not in built(Secret, unique=("code",)).rows[0]


@settings(deadline=None)
@given(
    NAMES,
    st.integers(1, 120),
    st.integers(1, 12),
    st.sampled_from([models.CharField, models.SlugField, models.URLField, models.EmailField]),
)
def test_templates_are_valid_with_every_number(
    name: str, length: int, digits: int, kind: type[Any]
) -> None:
    field = kind(max_length=length)
    field.set_attributes_from_name(name)
    found = templates.unique(field, "Anna 2 Bärte-1@example.org", digits)
    texts = [found.text(number) for number in (0, 7, 10**digits - 1)] if found else []
    assert not any(complaint(field, text) for text in texts)


@settings(deadline=None)
@given(NAMES, st.integers(40, 120))
def test_there_is_a_template_where_there_is_room(name: str, length: int) -> None:
    field = models.CharField(max_length=length)
    (text,) = drawn(field, name, count=1)
    assert templates.unique(field, text, 9) is not None
