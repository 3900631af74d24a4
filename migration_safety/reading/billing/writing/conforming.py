"""Whether a new row is one that the old schema would have taken too."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import models

from migration_safety.reading.billing.bound import mentioned
from migration_safety.reading.billing.touched import Touched, columns_of


def conforms(made: models.Model, one: Touched, *, column: str, alias: str) -> bool:
    """By the uniqueness and the constraints that the unit drops, but for those of `column`."""
    return not any(
        column not in columns_of(one.model, names) and _taken(made, names, alias)
        for names in filter(None, one.alike)
    ) and all(
        column in columns_of(one.model, mentioned(each, one.model)) or _valid(each, made, alias)
        for each in one.dropped
    )


def _taken(made: models.Model, names: tuple[str, ...], alias: str) -> bool:
    """Whether there is a row with the same values: NULL is like nothing."""
    fields: list[Any] = [made._meta.get_field(name) for name in names]
    values = {each.attname: getattr(made, each.attname) for each in fields}
    if any(each is None or hasattr(each, "resolve_expression") for each in values.values()):
        return False
    return type(made)._base_manager.using(alias).filter(**values).exists()


def _valid(constraint: Any, made: models.Model, alias: str) -> bool:
    """What the constraint is about may be no more: then it says nothing of the row."""
    try:
        constraint.validate(type(made), made, using=alias)
    except ValidationError:
        return False
    except (FieldError, LookupError):
        return True
    return True
