"""A column of another type, and what the way back does to values that the old one did not take."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from tests.reading.billing.units import Billed, item

Field = Any
STATES = [("a", "A"), ("b", "B")]
LOSES_NOTHING = "rollback loses nothing"
# The headline says what becomes of the column "name" of shop_item, here "name" for short.
CHANGES: dict[str, tuple[Field, Field, str]] = {
    "a text without a limit": (
        models.CharField(max_length=5),
        models.TextField(),
        "truncates name to 5 characters",
    ),
    "a longer text of another kind": (
        models.SlugField(max_length=5),
        models.CharField(max_length=20),
        "truncates name to 5 characters",
    ),
    "a longer text": (
        models.CharField(max_length=5),
        models.CharField(max_length=20),
        "fails after text of 20 characters in name",
    ),
    "NULL allowed": (
        models.TextField(),
        models.TextField(null=True),
        "fails after NULL in name",
    ),
    "duplicates allowed": (
        models.IntegerField(unique=True),
        models.IntegerField(),
        "fails after two rows with the same name in name",
    ),
    "more decimal places": (
        models.DecimalField(max_digits=8, decimal_places=2),
        models.DecimalField(max_digits=8, decimal_places=4),
        "rounds name to numeric(8,2)",
    ),
    "days become moments": (models.DateField(), models.DateTimeField(), "changes name"),
    "integers become floats": (
        models.IntegerField(),
        models.FloatField(),
        "fails after the number 1e+300 in name, rounds name to integer",
    ),
    "larger integers": (
        models.IntegerField(),
        models.BigIntegerField(),
        "fails after the number 9223372036854775807 in name",
    ),
    "numbers become text": (
        models.IntegerField(),
        models.CharField(max_length=30),
        "fails after text of 30 characters in name",
    ),
    "longer texts in arrays": (
        ArrayField(models.CharField(max_length=5)),
        ArrayField(models.CharField(max_length=20)),
        "fails after an array of text of 20 characters in name",
    ),
    "addresses become text": (
        models.GenericIPAddressField(),
        models.CharField(max_length=60),
        "fails after text of 60 characters in name",
    ),
    "flags become numbers": (models.BooleanField(), models.IntegerField(), "changes name"),
    "text within the same limit": (
        models.SlugField(max_length=20),
        models.CharField(max_length=20),
        LOSES_NOTHING,
    ),
    "moments become days": (models.DateTimeField(), models.DateField(), LOSES_NOTHING),
    "fewer decimal places": (
        models.DecimalField(max_digits=8, decimal_places=4),
        models.DecimalField(max_digits=6, decimal_places=2),
        LOSES_NOTHING,
    ),
    "words for people": (
        models.CharField(max_length=5),
        models.CharField(max_length=5, help_text="Your name."),
        LOSES_NOTHING,
    ),
    "an index": (models.IntegerField(), models.IntegerField(db_index=True), LOSES_NOTHING),
    "uniqueness": (models.IntegerField(), models.IntegerField(unique=True), LOSES_NOTHING),
    "fewer choices": (
        models.CharField(max_length=9),
        models.CharField(max_length=9, choices=STATES),
        LOSES_NOTHING,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_headline_says_what_becomes_of_new_values(change: str, billed: Billed) -> None:
    before, after, headline = CHANGES[change]
    found = billed([item(("name", before))], migrations.AlterField("item", "name", after))
    assert found.headline.replace("shop_item.name", "name") == headline
    assert found.unwritten == ()
    assert found.written


def test_a_choice_that_the_old_code_does_not_know_is_left_over(billed: Billed) -> None:
    state = models.CharField(max_length=9, choices=STATES[:1])
    more = models.CharField(max_length=9, choices=STATES)
    found = billed([item(("state", state))], migrations.AlterField("item", "state", more))
    (entry,) = found.entries
    assert (entry.place, entry.what.value) == ("shop_item.state", "left over")
    assert "the choice 'b'" in entry.scenarios
    assert "the choice 'a'" not in entry.scenarios
    assert found.headline == LOSES_NOTHING
