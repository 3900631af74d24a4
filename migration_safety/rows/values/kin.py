"""Fields of one model that belong together: a person's names, an address, what came earlier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Field

from migration_safety.rows.values.meanings import text_meaning, time_meaning, words

# What happens to a thing in its life, in order.
LIFE = ("created", "start", "changed", "end", "gone")
LOCATED = ("city", "postcode", "state", "country", "street")
# The hidden attribute of a row that holds its town.
PLACE = "seeded_place"


@dataclass(frozen=True, slots=True)
class Kin:
    """`meanings` are the fields by what they mean; `earlier` what came before each time."""

    meanings: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def kin(fields: Iterable[Field[Any, Any]]) -> Kin:
    """Who belongs to whom among the fields of one row."""
    known = tuple(fields)
    found: dict[str, str] = {}
    for each in known:
        if isinstance(each, models.CharField | models.TextField) and not each.choices:
            found.setdefault(meaning_of(each), each.name)
    if "city" in found and any(part in found for part in LOCATED[1:4]):
        found["place"] = PLACE
    return Kin(found, _earlier(known))


def meaning_of(each: Field[Any, Any]) -> str:
    """What a text is about, by its name and its model's."""
    if isinstance(each, models.EmailField):
        return "email"
    if isinstance(each, models.URLField):
        return "url"
    if isinstance(each, models.SlugField):
        return "slug"
    return text_meaning(each.name, getattr(each, "model", Field).__name__)


def _earlier(fields: tuple[Field[Any, Any], ...]) -> dict[str, tuple[str, ...]]:
    lived = sorted(
        ((LIFE.index(time_meaning(each.name)), _turn(each.name)), each.name)
        for each in fields
        if isinstance(each, models.DateField) and time_meaning(each.name) in LIFE
    )
    return {name: tuple(other for before, other in lived if before < rank) for rank, name in lived}


def _turn(name: str) -> int:
    """What was seen first was seen before it was seen last."""
    spelled = words(name)
    return 0 if "first" in spelled else 2 if "last" in spelled else 1
