"""Whether a value is one that its field takes, as a form would ask."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db.models import Field, FileField


def complaint(field: Field[Any, Any], value: object) -> str:
    """What refuses the value, "" where the field takes it; the value itself is not told."""
    try:
        _ask(field, value)
    except ValidationError as error:
        return _refuser(field, error)
    # A custom field or validator may meet a value that it never expected.
    except Exception as error:
        return "" if _stored(field, value) else f"{type(error).__name__} in its validation"
    return ""


def _ask(field: Field[Any, Any], value: object) -> None:
    if value is None:
        if not field.null:
            raise ValidationError("", code="null")
    elif isinstance(field, FileField):
        _ask_file(field, str(value))
    else:
        cleaned = field.to_python(value)
        field.validate(cleaned, None)
        field.run_validators(cleaned)


def _stored(field: Field[Any, Any], value: object) -> bool:
    """Whether the column would take what the validators stumble over (a price without its
    currency); of a text that proves nothing.
    """
    if isinstance(value, str):
        return False
    try:
        field.get_prep_value(value)
    except Exception:
        return False
    return True


def _ask_file(field: FileField, name: str) -> None:
    """Its length and suffix: other validators would open the file."""
    if len(name) > (field.max_length or len(name)):
        raise ValidationError("", code="max_length")
    for each in field.validators:
        if isinstance(each, FileExtensionValidator):
            each(field.attr_class(None, field, name))  # type: ignore[arg-type]


def _refuser(field: Field[Any, Any], error: ValidationError) -> str:
    """The validator's name, where one has the code of the error, else that code."""
    code = next((each.code for each in error.error_list if each.code), None)
    fit = [each for each in field.validators if getattr(each, "code", None) == code]
    if not fit:
        return f"'{code}'" if code else "its validation"
    return " or ".join(getattr(each, "__name__", type(each).__name__) for each in fit)
