"""The source of one field: valid values, some of them missing, some the default."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.validators import RegexValidator, StepValueValidator
from django.db.models import NOT_PROVIDED, BooleanField, CharField, Field, TextField, Value

from migration_safety.errors import VolumeError
from migration_safety.rows.values.bounds import Bounds, declared
from migration_safety.rows.values.kin import LOCATED, Kin
from migration_safety.rows.values.kinds import FACTORY, kind_of
from migration_safety.rows.values.meanings import text_meaning, time_meaning, words
from migration_safety.rows.values.texts.identity import Source
from migration_safety.rows.values.texts.pattern import matching
from migration_safety.rows.values.validity import complaint
from migration_safety.rows.values.world import World

TRIES = 20
MINED = 60
# Types whose call makes a new empty value: they ask neither clock nor chance.
PURE = frozenset({dict, list, str, int, float, bool, set, tuple})
KNOWN = {"given_name", "family_name", "full_name"}
SELDOM = {
    *("line", "middle", "suffix", "extension", "alternative", "secondary", "nick", "maiden"),
    "preferred",
}


def field_source(field: Field[Any, Any], world: World, kin: Kin, *, always: bool = False) -> Source:
    """What the field holds in row after row: never missing where `always`."""
    source = _valid(field, world, _plain(field, world, kin))
    if always:
        return source
    # A row's country is that of its town, whatever the default says.
    usual, usually = (_nothing, 0.0) if _located(field, kin) else _default(field)
    missing, seldom = _missing(field)

    def drawn(row: Any) -> object:
        if seldom and world.chance(seldom):
            return missing
        return usual() if usually and world.chance(usually) else source(row)

    return drawn


def _located(field: Field[Any, Any], kin: Kin) -> bool:
    return "place" in kin.meanings and field.name in {kin.meanings.get(part) for part in LOCATED}


def _plain(field: Field[Any, Any], world: World, kin: Kin) -> Source:
    if field.choices:
        options = [value for value, _ in field.flatchoices if not complaint(field, value)]
        if options:
            return lambda row: world.skewed(options)
    kind = kind_of(field)
    if kind is not None:
        return kind(field, world, kin)
    usual, usually = _default(field)
    if usually or field.null:
        return lambda row: usual() if usually else None
    name = f"{type(field).__module__}.{type(field).__qualname__}"
    raise VolumeError(f"No values are known for {field}, which is a {name}", FACTORY)


def _valid(field: Field[Any, Any], world: World, source: Source) -> Source:
    """Candidates that the field's validators refuse are replaced."""
    # Where all of the first were refused, the source is not asked again.
    hopeless: list[str] = []

    def drawn(row: Any) -> object:
        if not hopeless:
            for _ in range(TRIES):
                found = source(row)
                refused = complaint(field, found)
                if not refused:
                    return found
            hopeless.append(refused)
        for mined in _mined(field, world):
            if not complaint(field, mined):
                return mined
        if field.null:
            return None
        if field.blank and isinstance(field, CharField | TextField):
            return ""
        raise VolumeError(
            f"No value was found that {field} takes: refused by {hopeless[0]}", FACTORY
        )

    return drawn


def _mined(field: Field[Any, Any], world: World) -> Iterator[object]:
    """What the validators and the default themselves tell of valid values."""
    for each in field.validators:
        if isinstance(each, RegexValidator) and not each.inverse_match:
            yield from (matching(re.compile(each.regex), world) for _ in range(MINED))
        if isinstance(each, StepValueValidator):
            yield from _steps(each, declared(field), world)
    usual, usually = _default(field)
    if usually:
        yield usual()
    bounds = declared(field)
    yield from (each for each in (bounds.low, bounds.high) if each is not None)
    if isinstance(field, CharField | TextField):
        # Of the numbers that are kept for fiction, in the form that all countries read.
        yield f"+12015550{world.random.randrange(100, 200)}"
        for length in range(1, min(field.max_length or MINED, MINED) + 1):
            yield "a" * length
            yield world.digits(length)


def _steps(validator: StepValueValidator, bounds: Bounds, world: World) -> Iterator[object]:
    """Some steps from its start, and the first from the lower bound."""
    step, start = validator.limit_value, validator.offset or 0
    for _ in range(MINED):
        yield type(step)(start + step * world.random.randrange(100))
    low = 0 if bounds.low is None else bounds.low
    yield from (start + step * (int((low - start) / step) + more) for more in range(2))


def _default(field: Field[Any, Any]) -> tuple[Callable[[], object], float]:
    """Its constant default, and how often it is left at that."""
    default = field.default
    if default is NOT_PROVIDED:
        default = getattr(field, "db_default", NOT_PROVIDED)
        default = default.value if isinstance(default, Value) else default
    if default is NOT_PROVIDED or default is None or default == "":
        return _nothing, 0.0
    if (callable(default) and default not in PURE) or hasattr(default, "resolve_expression"):
        return _nothing, 0.0
    make = default if callable(default) else lambda: default
    # Some defaults are refused by their own field: {} where it may not be blank.
    if complaint(field, make()):
        return _nothing, 0.0
    return make, 0.85 if isinstance(field, BooleanField) else 0.5


def _missing(field: Field[Any, Any]) -> tuple[object, float]:
    """What stands where nothing is known, and how often."""
    spread = 0.1 + sum(field.name.encode()) % 21 / 100
    if set(words(field.name)) & SELDOM:
        spread = 0.6
    elif text_meaning(field.name) in KNOWN:
        spread = 0.03
    if field.null:
        if time_meaning(field.name) == "gone":
            return None, 0.93
        # What every form demands is seldom missing.
        return None, spread if field.blank or not field.editable else 0.0
    textual = isinstance(field, CharField | TextField) and not field.choices
    return "", spread if field.blank and textual else 0.0


def _nothing() -> object:
    return None
