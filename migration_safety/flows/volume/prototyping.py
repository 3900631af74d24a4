"""The factories of the project, and the prototypes that they build."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from inspect import getsource

import factory
from django.conf import settings
from django.db import models
from django.utils.translation import to_locale
from faker.config import AVAILABLE_LOCALES

from migration_safety.conf import configuration
from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.flows.volume.request import Request

try:
    from migration_safety.rows.factories.discovery import discover
except ImportError:
    discover = lambda s: {}
from migration_safety.rows.factories.prototypes import prototypes

COUNT = 1_000
LOCALE = "en_US"
REFERENCE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Prototyping:
    """Builds each model's prototypes once."""

    request: Request
    factories: dict[str, type[factory.Factory]] = field(init=False)

    def __post_init__(self) -> None:
        self.factories = discover(configuration().factories)

    def prototypes(self, model: type[models.Model], unique: frozenset[str]) -> Prototypes:
        return prototypes(
            model,
            unique=unique,
            factory=self.factories.get(model._meta.label),
            locale=self.request.locale or project_locale(),
            seed=self.request.seed,
            count=COUNT,
            reference=REFERENCE,
        )

    def sources(self) -> dict[str, str]:
        """A hash of each factory's code, by the model's label."""
        return {
            label: blake2b(getsource(each).encode(), digest_size=8).hexdigest()
            for label, each in sorted(self.factories.items())
        }


def project_locale() -> str:
    """The locale of the project's language, where Faker speaks it."""
    locale = to_locale(settings.LANGUAGE_CODE)
    return locale if locale in AVAILABLE_LOCALES else LOCALE
