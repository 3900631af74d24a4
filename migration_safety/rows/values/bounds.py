"""How small and how large the value of a field may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.db.models import DecimalField, Field

BITS = {"Small": 15, "Big": 63}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Both inclusive; None where there is none."""

    low: Any = None
    high: Any = None

    def clamp(self, value: Any) -> Any:
        """The nearest value within."""
        if self.low is not None and value < self.low:
            return self.low
        return self.high if self.high is not None and value > self.high else value

    def span(self) -> Any:
        """The distance between them, None where one is missing."""
        return None if self.low is None or self.high is None else self.high - self.low


def declared(field: Field[Any, Any]) -> Bounds:
    """What its validators say."""
    lows = [_limit(each) for each in field.validators if isinstance(each, MinValueValidator)]
    highs = [_limit(each) for each in field.validators if isinstance(each, MaxValueValidator)]
    return Bounds(max(lows, default=None), min(highs, default=None))


def integer_bounds(field: Field[Any, Any]) -> Bounds:
    """What its validators and its size in the database allow."""
    kind = field.get_internal_type()
    bits = next((size for word, size in BITS.items() if word in kind), 31)
    least = 0 if kind.startswith("Positive") else -(2**bits)
    said = declared(field)
    return Bounds(
        least if said.low is None else max(said.low, least),
        2**bits - 1 if said.high is None else min(said.high, 2**bits - 1),
    )


def decimal_bounds(field: DecimalField[Any, Any]) -> Bounds:
    """What its validators and its digits allow."""
    whole = (field.max_digits or 15) - (field.decimal_places or 0)
    most = Decimal(10) ** whole - Decimal(1).scaleb(-(field.decimal_places or 0))
    said = declared(field)
    return Bounds(
        -most if said.low is None else max(Decimal(said.low), -most),
        most if said.high is None else min(Decimal(said.high), most),
    )


def comparable(bound: Any, value: datetime | date) -> bool:
    """Whether a bound of a time can be compared with it: a date is no datetime."""
    if isinstance(value, datetime):
        return isinstance(bound, datetime) and (bound.tzinfo is None) == (value.tzinfo is None)
    return isinstance(bound, date) and not isinstance(bound, datetime)


def _limit(validator: BaseValidator) -> Any:
    limit = validator.limit_value
    return limit() if callable(limit) else limit
