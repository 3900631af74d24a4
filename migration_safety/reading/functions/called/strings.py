"""Strings that are put together: of which names and constants, or with values in them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from migration_safety.reading.functions.values import (
    NOTHING,
    Arguments,
    Harmless,
    Known,
    Several,
    Text,
)

PLAIN = (str, int, float)
PURE = frozenset({"split", "rsplit", "partition", "lower", "upper", "strip", "title", "replace"})


def joined(parts: Sequence[Any]) -> Any:
    """The text of an f-string: known, of names that inject nothing, or unknown."""
    if all(isinstance(each, Known) and isinstance(each.it, PLAIN) for each in parts):
        return Known("".join(str(each.it) for each in parts))
    if all(isinstance(each, Known | Harmless) for each in parts):
        return Harmless()
    return Text()


def combined(operator: ast.operator, left: Any, right: Any) -> Any:
    """The text of a + b or a % b; NOTHING where neither is a string."""
    if not _is_text(left) and not _is_text(right):
        return NOTHING
    if isinstance(operator, ast.Add):
        return joined([left, right])
    if isinstance(operator, ast.Mod) and _is_text(left):
        parts = right.items if isinstance(right, Several) else (right,)
        return filled(left, Arguments(tuple(parts)), percent=True)
    return NOTHING


def _is_text(value: Any) -> bool:
    return isinstance(value, Text | Harmless) or (
        isinstance(value, Known) and isinstance(value.it, str)
    )


def filled(template: Any, given: Arguments, *, percent: bool = False) -> Any:
    """What str.format() or % makes of a template."""
    parts = given.every()
    if given.open or not all(isinstance(each, Known | Harmless) for each in parts):
        return Text()
    known = all(isinstance(each, Known) and isinstance(each.it, PLAIN) for each in parts)
    if not known or not isinstance(template, Known):
        return Harmless()
    try:
        if percent:
            return Known(template.it % tuple(each.it for each in parts))
        named = {name: each.it for name, each in given.names.items()}
        return Known(template.it.format(*(each.it for each in given.places), **named))
    except (LookupError, ValueError, TypeError, AttributeError):
        return Harmless()


def of_string(text: str, name: str, given: Arguments) -> Any:
    """A method of a known string, computed where its arguments are known."""
    if name == "format":
        return filled(Known(text), given)
    parts = given.places
    plain = all(isinstance(each, Known) and isinstance(each.it, PLAIN) for each in parts)
    if name not in PURE or not plain or given.names:
        return NOTHING
    found = getattr(text, name)(*(each.it for each in parts))
    if isinstance(found, list | tuple):
        return Several(tuple(Known(each) for each in found))
    return Known(found)
