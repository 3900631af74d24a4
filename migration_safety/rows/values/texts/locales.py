"""Locales as Faker spells them: the project's own, and one that is asked for."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import to_locale
from faker.config import AVAILABLE_LOCALES

from migration_safety.core.nearest import advice
from migration_safety.errors import VolumeError

LOCALE = "en_US"


def project_locale() -> str:
    """The locale of the project's language, where Faker speaks it."""
    locale = to_locale(settings.LANGUAGE_CODE)
    return locale if locale in AVAILABLE_LOCALES else LOCALE


def checked_locale(name: str) -> str:
    """The locale in Faker's spelling ("de_DE"), or an error that names the nearest."""
    known = {each.casefold(): each for each in AVAILABLE_LOCALES}
    found = known.get(name.replace("-", "_").casefold())
    if found is None:
        raise VolumeError(f"Faker has no locale '{name}'", advice(name, AVAILABLE_LOCALES))
    return found
