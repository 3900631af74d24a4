"""Figures made coarse enough that they stand for many rows and for none in particular."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite


def significant(number: float | Decimal, digits: int) -> int | float:
    """The number to so many significant digits; whole ones as int."""
    rounded = float(f"{number:.{digits - 1}e}")
    return int(rounded) if isfinite(rounded) and rounded.is_integer() else rounded


def two_digits(number: float | Decimal) -> int | float:
    """1234 -> 1200."""
    return significant(number, 2)


def month(date: str) -> str:
    """An ISO date or time -> its month, "2024-03"; "" where it has none ("infinity", BC)."""
    year, _, rest = date.partition("-")
    plain = len(year) == 4 and year.isdecimal() and rest[:2].isdecimal()
    return f"{year}-{rest[:2]}" if plain and not date.endswith("BC") else ""
