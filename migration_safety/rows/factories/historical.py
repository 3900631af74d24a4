"""Prototypes of a model as it was, from the factory of the model as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from django.db.models import Field, Model

from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.core.volume.template import Template
from migration_safety.rows.factories import templates
from migration_safety.rows.factories.derived import filled_fields
from migration_safety.rows.values.validity import complaint

# Builds those of a model, of which the named ones differ in every row.
Build = Callable[[type[Model], frozenset[str]], Prototypes]
Rows = Sequence[Mapping[str, object]]
AnyField: TypeAlias = "Field[Any, Any]"


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
    of the same class that take it; what `derive` makes of its fields for the rest."""
    wanted = {field.attname: field for field in filled_fields(model)}
    now = {field.attname: field for field in filled_fields(today)}
    alike = {name for name, each in wanted.items() if type(each) is type(now.get(name))}
    if not alike:
        return derive(model, unique)
    given = build(today, unique & alike)
    taken = {name for name in alike if _takes(wanted[name], given.rows, digits)}
    if not taken:
        return derive(model, unique)
    kept = replace(
        given,
        rows=tuple({k: v for k, v in row.items() if k in taken} for row in given.rows),
        groups=_within(given.groups, taken),
        declared=given.declared & {wanted[name].name for name in taken},
    )
    return kept if taken == set(wanted) else _joined(kept, derive(model, unique), taken)


def _takes(field: AnyField, rows: Rows, digits: int) -> bool:
    """Whether the field takes the value of every row; one that none has is nobody's to give."""
    return all(field.attname in row and _valid(field, row[field.attname], digits) for row in rows)


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
