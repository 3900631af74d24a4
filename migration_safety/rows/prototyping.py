"""The factories of a project, and the prototypes that they build for a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from inspect import getsource
from math import isqrt
from typing import Any

import faker
from django.db import models
from factory.base import Factory

from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.core.volume.shape import Shape
from migration_safety.errors import VolumeError
from migration_safety.rows.factories.discover import discover
from migration_safety.rows.factories.historical import changed, lent
from migration_safety.rows.factories.prototypes import prototypes
from migration_safety.rows.models import running
from migration_safety.rows.values.texts.locales import project_locale

# The moment that all made-up times lead up to: the same seed gives the same data on any day.
REFERENCE = datetime(2026, 1, 1, tzinfo=UTC)
FEWEST = 200
# Of a single row too, so that some of them pass the checks.
LEAST = 64
MOST = 1_000


@dataclass
class Prototyping:
    """`paths` are the project's setting FACTORIES; `variety` is, by label and attname, of how many
    different values a column is to be.  `notes` are what is to be said of what was built.
    """

    paths: Sequence[str]
    seed: str
    locale: str
    shape: Shape
    variety: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    factories: dict[str, type[Factory[Any]]] = field(init=False)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.factories = discover(self.paths)

    def build(self, model: type[models.Model], unique: frozenset[str], rows: int) -> Prototypes:
        """More of them for more rows, as far as they still differ to the eye, and as many as
        there are to be different values."""
        varied = self.variety.get(model._meta.label, {})
        most = max(LEAST, min(rows, MOST))
        count = min(most, max(FEWEST, isqrt(rows), *varied.values()))
        built = self._built(model, unique, rows, count=count)
        while count < most and lacking(built.rows, varied):
            count = min(most, 2 * count)
            built = self._built(model, unique, rows, count=count)
        return built

    def _built(
        self, model: type[models.Model], unique: frozenset[str], rows: int, *, count: int
    ) -> Prototypes:
        """A model of another moment has what it can from the factory of the one that runs."""
        factory, today = self.factories.get(model._meta.label), running(model)
        digits = len(str(rows))
        build = partial(self._rows, factory=factory, count=count, digits=digits)
        if today is None or today is model or not (factory or changed(model, today)):
            return build(model, unique)
        derive = partial(self._rows, factory=None, count=count, digits=digits)
        try:
            return lent(model, today, unique, build=build, derive=derive, digits=digits)
        except VolumeError as error:
            self.notes.append(f"{model._meta.label}: rows without its factory, since {error}")
            return derive(model, unique)

    def _rows(
        self,
        model: type[models.Model],
        unique: frozenset[str],
        *,
        factory: type[Factory[Any]] | None,
        count: int,
        digits: int,
    ) -> Prototypes:
        return prototypes(
            model,
            unique=unique,
            factory=factory,
            locale=self.locale or project_locale(),
            seed=self.seed,
            reference=REFERENCE,
            count=count,
            digits=digits,
            days=self.shape.days,
            growth=self.shape.growth,
        )

    def sources(self) -> dict[str, str]:
        """What rows are made of besides the seed: after a change of it they are others."""
        hashes = {
            label: blake2b(getsource(each).encode(), digest_size=8).hexdigest()
            for label, each in sorted(self.factories.items())
        }
        return {"faker": faker.VERSION, "locale": self.locale or project_locale(), **hashes}


def lacking(rows: Sequence[Mapping[str, object]], varied: Mapping[str, int]) -> bool:
    """Whether a column has fewer different values than it is to have, and more rows had more."""
    return any(
        attname in rows[0]
        and _different(rows[: len(rows) // 2], attname) < _different(rows, attname) < wanted
        for attname, wanted in varied.items()
        if rows
    )


def _different(rows: Sequence[Mapping[str, object]], attname: str) -> int:
    # Values that cannot be hashed are told apart too; NULL is none.
    return len({repr(row[attname]) for row in rows if row[attname] is not None})
