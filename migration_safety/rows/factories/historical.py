"""Prototypes of a model as it was, from those of the model as it is.

Not only for the factory: a text that becomes JSON, or a number that becomes shorter, is one that
the migration can take.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db.models import DecimalField, Field, FloatField, IntegerField, JSONField, Model

from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.core.volume.template import Template
from migration_safety.rows.factories import templates
from migration_safety.rows.factories.derived import filled_fields
from migration_safety.rows.values.validity import complaint

# Builds those of a model, of which the named ones differ in every row.
Build = Callable[[type[Model], frozenset[str]], Prototypes]
AnyField: TypeAlias = "Field[Any, Any]"
Pairs = Mapping[str, tuple[AnyField, AnyField]]
NUMBERS = (IntegerField, FloatField, DecimalField)
TEXTS = templates.TEXTS


def changed(model: type[Model], today: type[Model]) -> bool:
    """Whether a field that both have is of another class by now."""
    return any(type(was) is not type(now) for was, now in _pairs(model, today).values())


def lent(
    model: type[Model],
    today: type[Model],
    unique: frozenset[str],
    *,
    build: Build,
    derive: Build,
    digits: int,
) -> Prototypes:
    """What `build` makes of the model as it is `today`, as far as the one that it was has fields
    that take it; what `derive` makes of its own fields for the rest."""
    pairs = {name: both for name, both in _pairs(model, today).items() if _of_a_kind(*both)}
    given = build(today, unique & pairs.keys()) if pairs else None
    if given is None or not given.rows:
        return derive(model, unique)
    columns = {name: both for name, both in pairs.items() if name in given.rows[0]}
    rows = [_converted(row, columns) for row in given.rows]
    taken = {name for name in columns if _takes(columns[name][0], name, rows, digits)}
    kept = replace(
        given,
        rows=tuple({k: v for k, v in row.items() if k in taken} for row in rows),
        groups=_within(given.groups, taken),
        declared=given.declared & {pairs[name][0].name for name in taken},
    )
    whole = taken == {field.attname for field in filled_fields(model)}
    return kept if whole else _joined(kept, derive(model, unique), taken)


def _pairs(model: type[Model], today: type[Model]) -> Pairs:
    """By attname, each field as it was and as it is."""
    now = {field.attname: field for field in filled_fields(today)}
    was = {field.attname: field for field in filled_fields(model)}
    return {name: (field, now[name]) for name, field in was.items() if name in now}


def _of_a_kind(was: AnyField, now: AnyField) -> bool:
    if type(was) is type(now) or isinstance(was, TEXTS):
        return True
    return isinstance(was, NUMBERS) and isinstance(now, NUMBERS)


def _converted(row: Mapping[str, object], columns: Pairs) -> dict[str, object]:
    return {name: _as_it_was(row[name], *both) for name, both in columns.items()}


def _as_it_was(value: object, was: AnyField, now: AnyField) -> object:
    """The same in the field that was; what it cannot hold is refused later."""
    if value is None or isinstance(value, Template) or type(was) is type(now):
        return value
    if isinstance(was, TEXTS):
        if isinstance(now, JSONField):
            return json.dumps(value, default=str)
        return str(now.value_to_string(SimpleNamespace(**{now.attname: value})))  # type: ignore[arg-type]
    try:
        return was.to_python(value)
    except (ValidationError, ValueError, ArithmeticError):
        return value


def _takes(field: AnyField, name: str, rows: Sequence[Mapping[str, object]], digits: int) -> bool:
    """Whether the field takes the value of every row; one that is in none is nobody's to give."""
    return all(name in row and _valid(field, row[name], digits) for row in rows)


def _valid(field: AnyField, value: object, digits: int) -> bool:
    if isinstance(value, Template):
        return templates.takes(field, value, digits)
    blank = value is not None and value in field.empty_values
    return blank or not complaint(field, value)


def _joined(given: Prototypes, derived: Prototypes, taken: set[str]) -> Prototypes:
    """Rows side by side: as many of both, since both were asked for as many."""
    rest = ({k: v for k, v in row.items() if k not in taken} for row in derived.rows)
    pairs = zip(given.rows, rest, strict=True)
    others = {name for row in derived.rows[:1] for name in row} - taken
    return replace(
        given,
        rows=tuple({**one, **other} for one, other in pairs),
        groups=(*given.groups, *_within(derived.groups, others)),
    )


def _within(groups: Sequence[frozenset[str]], names: set[str]) -> tuple[frozenset[str], ...]:
    found = (group & names for group in groups)
    return tuple(group for group in found if len(group) > 1)
