"""How many rows each table gets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import ceil, isqrt

from migration_safety.core.volume.shape import Shape
from migration_safety.rows.models import KEPT_BY_DJANGO, Model, references

# Of each model, and of each many-to-many table, where nobody says how many.
ROWS = 1_000
LINKS = 2_000
TENANTS = 5
# The same where no table is to stay empty, and nobody asks for volume.
SOME_ROWS = 300
SOME_LINKS = 600


def counted(
    shape: Shape, known: Mapping[str, Model], *, tenant: str, filled: Collection[str]
) -> dict[str, int]:
    """The rows of each label.  `filled` are labels whose tables hold rows already.

    Where a shape names rows, only those tables and what their rows must refer to are filled; a
    number of 0 stands for the usual one.
    """
    wanted = shape.rows or dict.fromkeys((each for each in known if each not in KEPT_BY_DJANGO), 0)
    rows = {
        label: round((count or _usual(known[label])) * shape.scale)
        for label, count in wanted.items()
    }
    if tenant in known and (shape.tenants or tenant in rows):
        rows[tenant] = shape.tenants or (rows[tenant] if shape.rows else TENANTS)
    return _with_parents({label: max(1, count) for label, count in rows.items()}, known, filled)


def of_every(shape: Shape, known: Mapping[str, Model], *, tenant: str) -> dict[str, int]:
    """The rows of each label: as the shape names them, else some."""
    rows = {label: shape.rows.get(label) or _some_of(model) for label, model in known.items()}
    if tenant in rows and not shape.rows.get(tenant):
        rows[tenant] = TENANTS
    return counted(replace(shape, rows=rows), known, tenant=tenant, filled=())


def _with_parents(
    rows: dict[str, int], known: Mapping[str, Model], filled: Collection[str]
) -> dict[str, int]:
    """Tables that rows must refer to get some; those of parent models as many as are needed."""
    waiting = list(rows)
    while waiting:
        label = waiting.pop()
        for each in references(known[label]):
            parent = each.parent._meta.label
            kept = parent not in known or parent in filled or parent in KEPT_BY_DJANGO
            if kept or each.null:
                continue
            needed = rows[label] if each.unique else _some(rows[label])
            if parent not in rows or (each.primary and rows[parent] < rows[label]):
                rows[parent] = max(rows.get(parent, 0), needed)
                waiting.append(parent)
    return rows


def _usual(model: Model) -> int:
    return LINKS if model._meta.auto_created else ROWS


def _some_of(model: Model) -> int:
    return SOME_LINKS if model._meta.auto_created else SOME_ROWS


def _some(children: int) -> int:
    """Few parents of few, many of many; never more than their children."""
    return max(1, min(children, ceil(isqrt(children))))
