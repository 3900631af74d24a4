"""The kinds of values that settings have: a check returns the value, or says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from sys import float_info
from typing import Any

from migration_safety.core.nearest import advice
from migration_safety.errors import ConfigurationError

# Takes a value and the words for the place where it stands.
Check = Callable[[object, str], Any]

DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+")


def checked(value: object, checks: Mapping[str, Check], name: str) -> dict[str, Any]:
    """A dict whose every key is known and whose every value passes the check of its key."""
    given = _mapping(value, name)
    for key in given:
        if key not in checks:
            raise ConfigurationError(f"{name} has no key {key!r}.", advice(str(key), checks))
    return {key: checks[key](each, f"{key} in {name}") for key, each in given.items()}


def by(key: Check, check: Check) -> Check:
    """A dict of any length: each key and each value passes its check."""

    def items(value: object, name: str) -> dict[str, Any]:
        given = _mapping(value, name)
        keys = [key(each, f"A key of {name}") for each in given]
        return {each: check(given[each], f"{each!r} in {name}") for each in keys}

    return items


def text(value: object, name: str) -> str:
    """Any text but the empty one."""
    if isinstance(value, str) and value:
        return value
    raise _wrong(value, name, "Give it a text.")


def path(example: str, *, parts: int | None = None, empty: bool = False) -> Check:
    """Identifiers joined by dots, `parts` of them where that is given."""

    def fits(value: str) -> bool:
        return parts in (None, value.count(".") + 1)

    def dotted(value: object, name: str) -> str:
        if value == "" and empty:
            return ""
        if isinstance(value, str) and DOTTED.fullmatch(value) and fits(value):
            return value
        raise _wrong(value, name, f"Write it as {example!r}.")

    return dotted


def paths(example: str) -> Check:
    """A list of such."""
    each = path(example)

    def dotted(value: object, name: str) -> tuple[str, ...]:
        if isinstance(value, list | tuple):
            return tuple(each(one, f"An item of {name}") for one in value)
        raise ConfigurationError(f"{name} is no list.", f"Write it as [{example!r}].")

    return dotted


def whole(least: int) -> Check:
    """A whole number, that one or more."""

    def number(value: object, name: str) -> int:
        # True is an int to Python.
        if type(value) is int and value >= least:
            return value
        raise _wrong(value, name, f"Give it a whole number, {least} or more.")

    return number


def flag(value: object, name: str) -> bool:
    """True or False."""
    if isinstance(value, bool):
        return value
    raise _wrong(value, name, "Give it True or False.")


def real(most: float = float_info.max) -> Check:
    """A number from 0 on."""
    limit = f"from 0 to {most:g}" if most < float_info.max else "0 or more"

    def number(value: object, name: str) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
            return float(value)
        raise _wrong(value, name, f"Give it a number, {limit}.")

    return number


def _mapping(value: object, name: str) -> Mapping[Any, object]:
    if isinstance(value, Mapping):
        return value
    raise ConfigurationError(f"{name} is no dict.", "Remove it or make it one.")


def _wrong(value: object, name: str, advised: str) -> ConfigurationError:
    return ConfigurationError(f"{name} may not be {value!r}.", advised)
