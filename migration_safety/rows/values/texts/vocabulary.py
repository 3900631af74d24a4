"""What is said in a locale: pools of Faker's words, drawn once, the same in every run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from faker import Faker

from migration_safety.rows.values.texts.speaker import speaker

# What a locale of Faker lacks is said in this one.
FALLBACK = "en_US"
SIZE = 400
HOME = "US"


@dataclass(frozen=True, slots=True)
class Place:
    """A town with what belongs to it."""

    city: str
    state: str
    postcodes: tuple[str, ...]
    country: str
    country_code: str
    latitude: float
    longitude: float


@cache
def pool(locale: str, provider: str, size: int = SIZE) -> tuple[str, ...]:
    """What the provider says: frequent words come more than once, as in life."""
    faker = _speaker(locale, provider)
    _seed(faker, f"{locale} {provider}")
    return tuple(str(getattr(faker, provider)()) for _ in range(size))


@cache
def places(locale: str) -> tuple[Place, ...]:
    """The towns of a locale, each with its own postcodes."""
    chance = Random(f"{locale} places")
    towns = dict.fromkeys(pool(locale, "city", 150))
    codes = pool(locale, "postcode", 5 * len(towns))
    states = pool(locale, _state_provider(locale), len(towns)) if towns else ()
    return tuple(
        Place(
            city=city,
            state=states[index],
            postcodes=codes[5 * index : 5 * index + 5],
            country=_country(locale),
            country_code=country_code(locale),
            latitude=round(chance.uniform(-55, 65), 6),
            longitude=round(chance.uniform(-170, 170), 6),
        )
        for index, city in enumerate(towns)
    )


def country_code(locale: str) -> str:
    """The two letters of the country where the locale is spoken."""
    region = locale.partition("_")[2]
    return region if len(region) == 2 and region.isupper() else HOME


def _state_provider(locale: str) -> str:
    names = ("state", "administrative_unit", "county", "province", "region")
    return next((name for name in names if hasattr(_faker(locale), name)), "state")


@cache
def _country(locale: str) -> str:
    try:
        return str(_faker(locale).current_country())
    except (AttributeError, IndexError, ValueError):
        return str(_faker(FALLBACK).current_country())


@cache
def _faker(locale: str) -> Faker:
    return speaker(locale)


def _speaker(locale: str, provider: str) -> Faker:
    faker = _faker(locale)
    return faker if hasattr(faker, provider) else _faker(FALLBACK)


def _seed(faker: Faker, seed: str) -> None:
    """A pool must not depend on what was drawn before, nor what is drawn next on whether the
    pool was there: seed_instance() would ask the operating system for randomness first.
    """
    for generator in faker.factories:
        generator.random = Random(seed)
