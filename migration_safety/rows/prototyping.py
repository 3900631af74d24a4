"""The factories of a project, and the prototypes that they build for a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from inspect import getsource
from math import isqrt
from typing import Any

import faker
from django.db import models
from factory.base import Factory

from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.core.volume.shape import Shape
from migration_safety.rows.factories.discover import discover
from migration_safety.rows.factories.prototypes import prototypes
from migration_safety.rows.values.texts.locales import project_locale

# The moment that all made-up times lead up to: the same seed gives the same data on any day.
REFERENCE = datetime(2026, 1, 1, tzinfo=UTC)
FEWEST = 200
# Of a single row too, so that some of them pass the checks.
LEAST = 64
MOST = 1_000


@dataclass
class Prototyping:
    """`paths` are the project's setting FACTORIES; `variety` is, by label, of how many different
    values a column is to be."""

    paths: Sequence[str]
    seed: str
    locale: str
    shape: Shape
    variety: Mapping[str, int] = field(default_factory=dict)
    factories: dict[str, type[Factory[Any]]] = field(init=False)

    def __post_init__(self) -> None:
        self.factories = discover(self.paths)

    def build(self, model: type[models.Model], unique: frozenset[str], rows: int) -> Prototypes:
        """More of them for more rows, as far as they still differ to the eye, and as many as
        there are to be different values."""
        varied = self.variety.get(model._meta.label, 0)
        return prototypes(
            model,
            unique=unique,
            factory=self.factories.get(model._meta.label),
            locale=self.locale or project_locale(),
            seed=self.seed,
            reference=REFERENCE,
            count=max(LEAST, min(rows, max(FEWEST, min(MOST, max(isqrt(rows), varied))))),
            digits=len(str(rows)),
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
