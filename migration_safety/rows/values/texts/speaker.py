"""Faker in a locale, with words of its language where the locale itself has none."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from faker import Faker
from faker.providers import lorem
from faker.providers.lorem import Provider

# Which of a language's locales lends its words; any other way Faker writes Latin.
LENDERS = {
    "en": "en_US",
    "de": "de_DE",
    "es": "es_ES",
    "fr": "fr_FR",
    "nl": "nl_NL",
    "fil": "fil_PH",
}
WORDED = frozenset(each.name for each in iter_modules(lorem.__path__))


def speaker(locale: str) -> Faker:
    """A Faker of its own, whose seed nobody else changes."""
    faker = Faker(locale)
    language = locale.partition("_")[0]
    lender = LENDERS.get(language) or next(
        (name for name in sorted(WORDED) if name.startswith(f"{language}_")), ""
    )
    if locale not in WORDED and lender:
        _lend(faker, import_module(f"{lorem.__name__}.{lender}").Provider)
    return faker


def _lend(faker: Faker, words: type[Provider]) -> None:
    """A provider brings its own `random_element`, which forgets weights unless it is told."""
    for generator in faker.factories:
        provider = words(generator)
        vars(provider)["__use_weighting__"] = True
        generator.add_provider(provider)
