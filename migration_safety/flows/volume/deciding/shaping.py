"""What is asked for, as models, their rows and their spread."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.apps import apps

from migration_safety.conf import configuration
from migration_safety.core.volume.likeness.statistics import Statistics
from migration_safety.core.volume.shape import Shape
from migration_safety.errors import VolumeError
from migration_safety.flows.profiles import profile
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.statistics.likeness import Likeness, known, read, variety
from migration_safety.rows.counts import counted
from migration_safety.rows.models import (
    KEPT_BY_DJANGO,
    Model,
    fillable,
    model_named,
    named,
    references,
)
from migration_safety.rows.preparing.specification import Specification
from migration_safety.rows.prototyping import Prototyping


@dataclass(frozen=True, slots=True)
class Shaped:
    """`rows` by label: how many rows are to be added; `explicit` are the labels that somebody
    named with a number.  `expected` is what a file of statistics wants of the tables."""

    shape: Shape
    known: Mapping[str, Model]
    rows: Mapping[str, int]
    explicit: frozenset[str]
    likeness: Likeness
    expected: Statistics

    def notes(self) -> list[str]:
        """Where a file of statistics and the project differ."""
        return list(self.likeness.notes(self.known, self.rows))

    def specification(self, request: Request) -> Specification:
        """All that is to be known of the rows before they are made."""
        statistics = known(self.expected, self.known, self.shape)
        varied = variety(statistics, self.known, self.rows)
        settings = configuration()
        return Specification(
            alias=request.alias,
            apps=apps,
            shape=self.shape,
            known=self.known,
            rows=self.rows,
            explicit=self.explicit,
            seed=request.seed,
            tenant=settings.tenant,
            prototyping=Prototyping(
                settings.factories, request.seed, request.locale, self.shape, varied
            ),
            statistics=statistics,
        )


def shaped(request: Request, filled: Collection[str]) -> Shaped:
    """Raises VolumeError where a name is not known.  `filled` are labels that hold rows."""
    known = fillable(request.alias)
    shape = profile(request.profile)
    given = {model_named(name, known): count for name, count in request.rows.items()}
    named(shape.rows, known)
    likeness, tenant = read(request.statistics), configuration().tenant
    there = likeness.rows(known)
    explicit = {**shape.rows, **given}
    rows = {**there, **explicit}
    if chosen := named(request.names, known):
        rows = _chosen(chosen, rows, likeness) | given
        rows |= _parents(rows, there, known, filled)
    tenants = request.tenants or shape.tenants
    if tenant in rows and tenant not in explicit:
        tenants = tenants or there.get(tenant)
    left_out = frozenset(named(request.exclude, known))
    if not rows and left_out:
        rows = dict.fromkeys((label for label in known if label not in KEPT_BY_DJANGO), 0)
    rows = {label: count for label, count in rows.items() if label not in left_out}
    shape = replace(shape, rows=rows, scale=request.scale, tenants=tenants)
    rest = {label: model for label, model in known.items() if label not in left_out}
    counts = counted(shape, rest, tenant=tenant, filled=filled)
    asked = frozenset(label for label, count in rows.items() if count and label in explicit)
    return Shaped(shape, known, counts, asked, likeness, likeness.expected(known, counts))


def _chosen(chosen: Collection[str], rows: Mapping[str, int], likeness: Likeness) -> dict[str, int]:
    """The usual number where nobody gives one; but a file of statistics knows all there is."""
    if not likeness.name:
        return {label: rows.get(label, 0) for label in chosen}
    found = {label: rows[label] for label in chosen if label in rows}
    if not found:
        raise VolumeError(
            f"{likeness.name} counts no row of {', '.join(chosen)}.",
            "Name models that it knows, or give a number with --rows.",
        )
    return found


def _parents(
    chosen: Collection[str],
    rows: Mapping[str, int],
    known: Mapping[str, Model],
    filled: Collection[str],
) -> dict[str, int]:
    """What the chosen rows must refer to, where a number is known of it."""
    found: dict[str, int] = {}
    waiting = list(chosen)
    while waiting:
        for each in references(known[waiting.pop()]):
            parent = each.parent._meta.label
            wanted = parent in rows and parent not in filled and not each.null
            if wanted and parent not in found and parent not in chosen:
                found[parent] = rows[parent]
                waiting.append(parent)
    return found
