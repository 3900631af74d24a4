"""Models tell what kind of thing stands in each column, and err on the side of silence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from migration_safety.core.volume.likeness.column import Column, Kind
from migration_safety.reading.columns import columns


class Money(models.DecimalField):  # type: ignore[type-arg]  # a project's own field
    """Of the kind of its parent."""


class Size(models.IntegerChoices):
    SMALL = 1
    LARGE = 2


def genders() -> list[tuple[str, str]]:
    return [("F", "F")]


@pytest.fixture
def kinds() -> Iterator[dict[str, Column]]:
    """The columns of models in a registry of their own, by label."""
    registry = Apps()

    class Thing(models.Model):
        code = models.CharField(max_length=5, unique=True)
        slug = models.SlugField()
        name = models.CharField(max_length=5)
        status = models.CharField(max_length=5, choices={"on": "On", "off": "Off"}, blank=True)
        size = models.IntegerField(choices=Size, null=True)
        gender = models.CharField(max_length=5, choices=genders)
        active = models.BooleanField()
        price = Money(max_digits=5, decimal_places=2)
        phone_number = models.BigIntegerField()
        born = models.DateField(db_column="birth")
        seen = models.DateTimeField()
        lasts = models.DurationField()
        parent = models.ForeignKey("self", models.CASCADE)
        object_ref = models.PositiveIntegerField()
        target = GenericForeignKey("parent", "object_ref")
        friends = models.ManyToManyField("self")

        class Meta:
            apps = registry
            app_label = "made"
            db_table = '"other"."thing"'
            constraints = (models.UniqueConstraint(fields=["slug"], name="one"),)

    class Foreign(models.Model):
        class Meta:
            apps = registry
            app_label = "made"
            managed = False

    class Proxy(Thing):
        class Meta:
            apps = registry
            app_label = "made"
            proxy = True

    yield {column.label.removeprefix("made."): column for column in columns(registry)}


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("id", Kind.KEY),
        ("code", Kind.KEY),
        ("slug", Kind.KEY),
        ("name", Kind.TEXT),
        ("status", Kind.CHOICE),
        ("size", Kind.CHOICE),
        ("gender", Kind.TEXT),
        ("active", Kind.BOOLEAN),
        ("price", Kind.NUMBER),
        ("phone_number", Kind.KEY),
        ("born", Kind.DATE),
        ("seen", Kind.DATE),
        ("lasts", Kind.TEXT),
        ("parent", Kind.REFERENCE),
        ("object_ref", Kind.REFERENCE),
    ],
)
def test_every_field_has_its_kind(kinds: dict[str, Column], field: str, kind: Kind) -> None:
    assert kinds[f"Thing.{field}"].kind is kind


def test_choices_are_those_of_the_code(kinds: dict[str, Column]) -> None:
    assert kinds["Thing.status"].choices == ("", "on", "off")
    assert kinds["Thing.size"].choices == (1, 2)
    assert kinds["Thing.name"].choices == ()


def test_names_are_those_of_the_catalog(kinds: dict[str, Column]) -> None:
    born = kinds["Thing.born"]
    assert (born.table, born.column) == ("other.thing", "birth")


def test_tables_of_many_to_many_fields_are_there_and_others_tables_are_not(
    kinds: dict[str, Column],
) -> None:
    assert {label.partition(".")[0] for label in kinds} == {"Thing", "Thing_friends"}
    assert kinds["Thing_friends.from_thing"].kind is Kind.REFERENCE


def test_every_table_of_a_project_is_there() -> None:
    found = columns(installed)
    tables = installed.get_models(include_auto_created=True)
    assert {column.table for column in found} == {model._meta.db_table for model in tables}
    by_label = {column.label: column for column in found}
    assert by_label["people.Person.gender"].kind is Kind.CHOICE
    assert by_label["people.Person.gender"].column == "gender"
