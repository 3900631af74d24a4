"""The values that constraints name, and their neighbours: there old and new part."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q

from migration_safety.reading.billing.writing.boundaries import Bound

EQUAL = ("", "exact", "in")


def named(field: Any, constraints: Collection[Any]) -> Iterator[Bound]:
    """Those of the field, each once."""
    found: dict[object, None] = {}
    for constraint in constraints:
        for value in _of(getattr(constraint, "condition", None), field.name):
            if isinstance(value, str):
                found[value] = None
            elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                found |= dict.fromkeys((value - 1, value, value + 1))
    for each in found:
        yield f"the {'value' if isinstance(each, str) else 'number'} {each!s}", each


def allowed(field: Any, constraints: Collection[Any]) -> list[Any]:
    """The values of which the field must have one, as far as a constraint lists them."""
    lists = [[*_of(getattr(it, "condition", None), field.name, EQUAL)] for it in constraints]
    return next(filter(None, lists), [])


def _of(condition: Any, name: str, lookups: Collection[str] = ()) -> Iterator[Any]:
    """The literals that a condition compares the field with, by those lookups if any."""
    for each in condition.children if isinstance(condition, Q) else ():
        if isinstance(each, Q):
            yield from _of(each, name, lookups)
        elif isinstance(each, tuple):
            its, _, lookup = each[0].partition("__")
            if its != name or (lookups and lookup not in lookups):
                continue
            value = each[1]
            yield from value if isinstance(value, list | tuple | set | frozenset) else (value,)
