"""Names of fields that queries use, and whether the model has them at that moment."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from migration_safety.reading.functions.notebook import Notebook, text_of
from migration_safety.reading.functions.values import Kind, Known, Rows

# What a condition on a foreign key may end in without naming a field of the other model.
OF_RELATIONS = frozenset({"exact", "in", "gt", "gte", "lt", "lte", "isnull", "pk"})


def check_path(notes: Notebook, rows: Rows, path: str, node: ast.AST) -> None:
    """Note a lookup such as "person__tenant__name" whose first parts are no fields."""
    first, *rest = path.lstrip("-+").split("__")
    named = first not in {"pk", "?", ""} and first not in rows.extra
    if rows.kind.historical and named and not rows.open:
        _check_parts(notes, rows.kind, [first, *rest], node)


def _check_parts(notes: Notebook, kind: Kind, parts: list[str], node: ast.AST) -> None:
    """From relation to relation; what follows a plain field is a transform or a test."""
    moment = notes.moment
    for position, part in enumerate(parts):
        if moment.model(kind) is None or part == "pk":
            return
        field, related = moment.field(kind, part), moment.related(kind, part)
        if field is None and related is None:
            if not position or part not in OF_RELATIONS:
                _missing(notes, kind, part, node)
            return
        key_alone = field is not None and getattr(field, "attname", "") == part != field.name
        if related is None or key_alone or not moment.exists(related):
            return
        kind = Kind(related)


def _missing(notes: Notebook, kind: Kind, name: str, node: ast.AST) -> None:
    notes.fault(
        "field",
        f"{notes.moment.name(kind)} has no field {name!r} at this point: {text_of(node)}",
        node,
        raises=("FieldError", "FieldDoesNotExist"),
    )


def check_fields(notes: Notebook, kind: Kind, names: Iterable[str], node: ast.AST) -> None:
    """Note names that are no fields, where a field is what is asked for."""
    for name in names:
        known = not kind.historical or notes.moment.model(kind) is None
        if not known and name != "pk" and notes.moment.field(kind, name) is None:
            if isinstance(getattr(notes.moment.model(kind), name, None), property):
                continue
            _missing(notes, kind, name, node)


def conditions(notes: Notebook, rows: Rows, given: Mapping[str, Any], node: ast.AST) -> bool:
    """Check the names of a filter's conditions; whether they leave no row out.

    They do not where the field is new in this migration, and every row lacks a value.
    """
    every = True
    for path, value in given.items():
        check_path(notes, rows, path, node)
        name, _, test = path.partition("__")
        null = (test == "isnull" and value == Known(True)) or (not test and value == Known(None))
        every = every and null and notes.moment.empty(rows.kind, name)
    return every


def is_key(notes: Notebook, kind: Kind, path: str) -> bool:
    """Whether a condition finds at most one row."""
    field = notes.moment.field(kind, path.removesuffix("__exact"))
    return bool(getattr(field, "unique", False) or getattr(field, "primary_key", False))
