"""Texts that a regular expression matches, made from its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

# Its parser, which every pattern has been through already; without it there are only tries.
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from migration_safety.rows.values.world import World

MOST = 8
PRINTABLE = [chr(code) for code in range(33, 127)]
LETTERS = [*map(chr, range(97, 123)), *map(chr, range(65, 91))]
DIGITS = list("0123456789")
CLASSES = {"DIGIT": DIGITS, "WORD": [*LETTERS, *DIGITS, "_"], "SPACE": [" "]}
Part = tuple[Any, Any]


def matching(pattern: re.Pattern[str], world: World) -> str:
    """A text that the pattern most likely matches; "" for one that cannot be taken apart."""
    try:
        return _sequence(list(_parser.parse(pattern.pattern, pattern.flags)), world)
    except (KeyError, IndexError, re.error):
        return ""


def _sequence(parts: Sequence[Part], world: World) -> str:
    return "".join(MAKERS[str(kind)](given, world) for kind, given in parts)


def _repeated(given: Any, world: World) -> str:
    least, most, body = given
    count = world.random.randint(least, min(int(most), least + MOST))
    return "".join(_sequence(list(body), world) for _ in range(count))


def _member(given: Sequence[Part], world: World) -> str:
    parts = [(str(kind), value) for kind, value in given]
    named = [each for kind, value in parts if kind != "NEGATE" for each in _letters(kind, value)]
    if parts[0][0] == "NEGATE":
        named = [each for each in PRINTABLE if each not in named]
    # What people type: letters and digits before signs.
    plain = [each for each in named if each.isalnum()]
    return world.one_of(plain or named)


def _letters(kind: str, value: Any) -> list[str]:
    if kind == "LITERAL":
        return [chr(value)]
    if kind == "RANGE":
        return [chr(code) for code in range(value[0], min(value[1], value[0] + 300) + 1)]
    return _class(str(value))


def _class(name: str) -> list[str]:
    word = name.removeprefix("CATEGORY_").removeprefix("UNI_").removeprefix("LOC_")
    if word.startswith("NOT_"):
        return [each for each in PRINTABLE if each not in CLASSES[word.removeprefix("NOT_")]]
    return CLASSES[word]


def _group(given: Any, world: World) -> str:
    return _sequence(list(given[-1]), world)


def _nothing(given: Any, world: World) -> str:
    return ""


MAKERS: Mapping[str, Callable[[Any, World], str]] = {
    "LITERAL": lambda given, world: chr(given),
    "NOT_LITERAL": lambda given, world: "b" if given == ord("a") else "a",
    "ANY": lambda given, world: world.one_of(LETTERS),
    "IN": _member,
    "BRANCH": lambda given, world: _sequence(list(world.one_of(given[1])), world),
    "MAX_REPEAT": _repeated,
    "MIN_REPEAT": _repeated,
    "POSSESSIVE_REPEAT": _repeated,
    "SUBPATTERN": _group,
    "ATOMIC_GROUP": lambda given, world: _sequence(list(given), world),
    "AT": _nothing,
    "ASSERT": _nothing,
    "ASSERT_NOT": _nothing,
}
