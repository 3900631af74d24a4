"""A value as its field holds it, taken from a built instance and checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Field, FileField, Model
from django.utils import timezone

from migration_safety.errors import VolumeError
from migration_safety.rows.values.validity import complaint


def settled(field: Field[Any, Any], instance: Model, factory: str) -> object:
    """The value; `factory` is whose it is, "" for a value that has been checked before."""
    value = field.value_from_object(instance)
    if isinstance(field, FileField):
        value = str(value) if value else "" if value is not None else None
    if not factory:
        return value
    refused = "" if _blank(field, value) else complaint(field, value)
    if refused:
        raise VolumeError(
            f"The factory {factory} gives {field} a {type(value).__name__} "
            f"that the field does not take: refused by {refused}",
            f"Correct '{field.name}' in the factory.",
        )
    return _python(field, value)


def _blank(field: Field[Any, Any], value: object) -> bool:
    """Blank is a matter of forms: a column takes "" and {}."""
    return value is not None and value in field.empty_values


def _python(field: Field[Any, Any], value: object) -> object:
    if value is None or isinstance(field, FileField):
        return value
    found = field.to_python(value)
    if isinstance(found, datetime) and timezone.is_aware(found) != settings.USE_TZ:
        return timezone.make_aware(found) if settings.USE_TZ else timezone.make_naive(found)
    return found
