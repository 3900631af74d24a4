"""Random constraints over the fields of a model, no two checks of which share a column."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThan
from hypothesis import strategies as st

NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)
TIMES = (models.DateTimeField, models.DateField)


class Constraining:
    """Draws the Meta of a model."""

    def __init__(self, draw: st.DrawFn, name: str, fields: dict[str, Any]) -> None:
        self.draw = draw
        self.name = name.lower()
        self.fields = {
            name: field
            for name, field in fields.items()
            if isinstance(field, models.Field)
            and not isinstance(
                field,
                models.ManyToManyField | models.CompositePrimaryKey | GenericForeignKey,
            )
        }
        self.found: list[models.BaseConstraint] = []

    def meta(self) -> dict[str, Any]:
        """Options with constraints."""
        for number, condition in enumerate(self._checks()):
            name = f"{self.name}_check_{number}"
            self.found.append(models.CheckConstraint(condition=condition, name=name))
        for number in range(self.draw(st.integers(0, 2))):
            self.found.append(self._unique(f"{self.name}_unique_{number}"))
        for name, field in self.fields.items():
            if isinstance(field, RangeField) and self.draw(st.booleans()):
                apart = [(name, RangeOperators.OVERLAPS)]
                label = f"{self.name}_{name}_apart"
                self.found.append(ExclusionConstraint(expressions=apart, name=label))
        return {"constraints": self.found}

    def _checks(self) -> list[Q]:
        """Some of all that could be demanded of these fields."""
        offered: list[Q] = []
        free = [
            name
            for name, field in self.fields.items()
            if not (field.choices or field.primary_key or field.unique or field.validators[:2:-1])
        ]
        for name in free:
            offered += self._single(name, self.fields[name])
        pairs = [pair for pair in pairwise(free) if self._alike(*pair)]
        for first, second in pairs:
            offered = [each for each in offered if not _reads(each, first, second)]
            offered.append(self._both(first, second))
        kept: list[Q] = []
        used: set[str] = set()
        for each in offered:
            names = _names(each)
            if used.isdisjoint(names) and self.draw(st.booleans()):
                used |= names
                kept.append(each)
        return kept

    def _single(self, name: str, field: models.Field) -> list[Q]:
        if field.remote_field:
            return []
        if isinstance(field, NUMBERS):
            low = Q(**{f"{name}__gte": 3}) & Q(**{f"{name}__lt": 700})
            return [low, Q(**{f"{name}__in": [2, 4, 8]}), ~Q(**{name: 0})]
        if isinstance(field, TIMES):
            return [Q(**{f"{name}__year__gt": 1990})]
        if type(field) is models.CharField and (field.max_length or 0) > 20:
            listed = Q(**{f"{name}__in": ["red", "green"]})
            regex = Q(**{f"{name}__regex": r"^[a-z]+-[0-9]{2}$"})
            return [listed, regex, Q(**{f"{name}__startswith": "x"}), ~Q(**{name: ""})]
        if type(field) is models.TextField:
            return [Q(LessThan(Length(name), 30))]
        return []

    def _alike(self, first: str, second: str) -> bool:
        one, other = self.fields[first], self.fields[second]
        if one.remote_field and other.remote_field:
            target = one.remote_field.model
            both_empty = bool(one.null and other.null)
            return both_empty or (target != "self" and target is other.remote_field.model)
        return not (one.remote_field or other.remote_field) and type(one) is type(other)

    def _both(self, first: str, second: str) -> Q:
        one, other = self.fields[first], self.fields[second]
        if one.remote_field and one.null and other.null:
            empty = Q(**{f"{first}__isnull": True})
            filled = Q(**{f"{second}__isnull": True})
            return (empty & ~filled) | (~empty & filled)
        if one.remote_field or not isinstance(one, NUMBERS + TIMES):
            return ~Q(**{first: F(second)})
        return Q(**{f"{first}__lte": F(second)})

    def _unique(self, name: str) -> models.UniqueConstraint:
        names = self.draw(
            st.lists(st.sampled_from(sorted(self.fields)), min_size=1, max_size=3, unique=True)
        )
        kind = self.draw(st.sampled_from(("plain", "plain", "condition", "nulls", "lower")))
        texts = [each for each in names if isinstance(self.fields[each], models.CharField)]
        if kind == "lower" and texts:
            return models.UniqueConstraint(
                Lower(texts[0]), *map(F, set(names) - set(texts[:1])), name=name
            )
        if kind == "condition":
            return models.UniqueConstraint(fields=names, condition=self._condition(), name=name)
        if kind == "nulls":
            return models.UniqueConstraint(fields=names, nulls_distinct=False, name=name)
        return models.UniqueConstraint(fields=names, name=name)

    def _condition(self) -> Q:
        flags = [
            name for name, each in self.fields.items() if isinstance(each, models.BooleanField)
        ]
        flags = [f"{name}" for name in flags]
        letters = [name for name, each in self.fields.items() if each.choices]
        nulls = [name for name, each in self.fields.items() if each.null]
        options = [Q(**{name: True}) for name in flags]
        options += [Q(**{f"{name}__isnull": False}) for name in nulls]
        options += [Q(**{name: self.fields[name].flatchoices[0][0]}) for name in letters]
        name = next(iter(self.fields))
        return self.draw(st.sampled_from(options or [Q(**{f"{name}__isnull": False})]))


def _names(condition: Q) -> set[str]:
    found: set[str] = set()
    for child in condition.children:
        if isinstance(child, Q):
            found |= _names(child)
        elif isinstance(child, LessThan):
            found |= {each.name for each in child.lhs.get_source_expressions()}
        elif isinstance(child, tuple):
            found.add(child[0].partition("__")[0])
            found |= {child[1].name} if isinstance(child[1], F) else set()
    return found


def _reads(condition: Q, *names: str) -> bool:
    return not _names(condition).isdisjoint(names)
