"""The locale that a factory's Fakers speak where they name none, the project's providers too."""

# mypy: untyped-calls-exclude="factory"

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from factory.faker import Faker

from migration_safety.rows.values.texts.speaker import speaker

BUILT_IN = "faker.providers"


@contextmanager
def spoken_locale(locale: str) -> Iterator[None]:
    """Within it that locale is the default of factory.Faker."""
    registry: dict[str, Any] = Faker._FAKER_REGISTRY
    default = registry.get(Faker._DEFAULT_LOCALE)
    spoken = speaker(locale)
    # A project adds its providers to the default locale, whichever that is.
    for known in (default, registry.get(locale)):
        for provider in reversed(known.get_providers() if known else []):
            if not type(provider).__module__.startswith(BUILT_IN):
                spoken.add_provider(type(provider))
    Faker._FAKER_REGISTRY = {**registry, locale: spoken}
    try:
        with Faker.override_default_locale(locale):
            yield
    finally:
        Faker._FAKER_REGISTRY = registry
