"""What is asked for, as models, their rows and their spread."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from migration_safety.conf import configuration
from migration_safety.core.nearest import advice
from migration_safety.core.volume.shape import Shape
from migration_safety.errors import VolumeError
from migration_safety.flows.volume.request import Request
from migration_safety.rows.counts import counted
from migration_safety.rows.models import Model, fillable, named


@dataclass(frozen=True, slots=True)
class Shaped:
    """`rows` by label: how many rows are to be added; `explicit` are the labels that somebody
    named with a number."""

    shape: Shape
    known: Mapping[str, Model]
    rows: Mapping[str, int]
    explicit: frozenset[str]


def shaped(request: Request, filled: Collection[str]) -> Shaped:
    """Raises VolumeError where a name is not known.  `filled` are labels that hold rows."""
    known = fillable(request.alias)
    shape = _profile(request.profile)
    given = {named([name], known)[0]: count for name, count in request.rows.items()}
    named(shape.rows, known)
    rows = {**shape.rows, **given}
    chosen = named(request.names, known)
    if chosen:
        rows = {label: rows.get(label, 0) for label in chosen} | given
    shape = replace(shape, rows=rows, scale=request.scale, tenants=request.tenants or shape.tenants)
    counts = counted(shape, known, tenant=configuration().tenant, filled=filled)
    explicit = frozenset(label for label, count in rows.items() if count)
    return Shaped(shape, known, counts, explicit)


def _profile(name: str) -> Shape:
    profiles = configuration().profiles
    if not name:
        return Shape()
    if name not in profiles:
        raise VolumeError(f"There is no profile '{name}'.", advice(name, profiles))
    return profiles[name]
