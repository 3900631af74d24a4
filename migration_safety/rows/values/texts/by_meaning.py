"""What stands in a text, by its meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from migration_safety.rows.values.texts import codes, identity, prose
from migration_safety.rows.values.texts.identity import Source
from migration_safety.rows.values.texts.vocabulary import country_code, pool
from migration_safety.rows.values.world import World

PRONOUNS = ("she/her", "he/him", "they/them")
GENDERS = ("female", "male", "diverse")

Maker = Callable[[World, int | None], str]


@cache
def _types(locale: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pool(locale, "word")))[:8]


def _fitting(provider: str) -> Maker:
    """What the provider says, digits where that is too long."""

    def said(world: World, limit: int | None) -> str:
        found = world.spoken(provider)
        return found if limit is None or len(found) <= limit else world.digits(max(limit, 1))

    return said


def _gender(world: World, limit: int | None) -> str:
    return world.skewed("fmx" if (limit or 9) < 7 else GENDERS)


SIMPLE: Mapping[str, Maker] = {
    "given_name": lambda world, _: world.spoken("first_name"),
    "family_name": lambda world, _: world.spoken("last_name"),
    "company": lambda world, _: world.spoken("company"),
    "household": lambda world, _: identity.household(world),
    "street": lambda world, _: identity.street(world),
    "line_2": lambda world, _: f"{world.one_of(('Flat', 'Unit', 'Floor'))} {world.digits(1)}",
    "phone": _fitting("phone_number"),
    "iban": _fitting("iban"),
    "job": lambda world, _: world.spoken("job"),
    "salutation": lambda world, _: world.spoken("prefix"),
    "pronouns": lambda world, _: world.skewed(PRONOUNS),
    "gender": _gender,
    "ip": lambda world, _: codes.ip(world),
    "mac": lambda world, _: codes.mac(world),
    "host": lambda world, _: codes.host(world),
    "url": codes.url,
    "path": lambda world, _: codes.path(world),
    "file": lambda world, _: codes.file(world),
    "mime": lambda world, _: world.skewed(codes.MIMES),
    "extension": lambda world, _: world.skewed(codes.SUFFIXES),
    "user_agent": lambda world, _: codes.user_agent(world),
    "method": lambda world, _: world.skewed(codes.METHODS),
    "currency": lambda world, _: world.skewed(codes.CURRENCIES),
    "locale": lambda world, _: world.locale.replace("_", "-"),
    "language": codes.language,
    "time_zone": codes.zone,
    "colour": codes.colour,
    "hash": codes.digest,
    "token": codes.token,
    "uuid": codes.uuid,
    "code": codes.code,
    "version": lambda world, _: codes.version(world),
    "password": codes.password,
    "type": lambda world, _: prose.slug(world.skewed(_types(world.locale)), world),
    "title": lambda world, _: prose.title(world),
    "name": lambda world, _: prose.title(world),
    "body": prose.body,
}
# Made of other fields of the row.
MADE = {
    "username": identity.username,
    "full_name": identity.full_name,
    "slug": identity.slug,
}
PLACED = {"city": "city", "state": "state", "postcode": "postcodes"}


def text_source(meaning: str, limit: int | None, world: World, kin: Mapping[str, str]) -> Source:
    """What makes a text of that meaning, no longer than `limit`."""
    made = _made(meaning, limit, world, kin)
    return lambda row: prose.clipped(str(made(row)), limit)


def unnamed(limit: int | None, world: World) -> Source:
    """A text whose name says nothing: prose where there is room, else some words."""
    if limit is None:
        return lambda row: prose.body(world)
    make = prose.title if limit > 30 else prose.word
    return lambda row: prose.clipped(make(world), limit)


def _made(meaning: str, limit: int | None, world: World, kin: Mapping[str, str]) -> Source:
    if meaning == "email":
        return identity.email(world, kin, limit)
    if meaning in MADE:
        return MADE[meaning](world, kin)
    if meaning == "country":
        return _country(world, kin, limit)
    if meaning in PLACED:
        return identity.placed(world, kin, PLACED[meaning])
    simple = SIMPLE[meaning]
    return lambda row: simple(world, limit)


def _country(world: World, kin: Mapping[str, str], limit: int | None) -> Source:
    short = limit is not None and limit <= 3
    if "place" in kin:
        return identity.placed(world, kin, "country_code" if short else "country")
    home = country_code(world.locale)

    def told(row: Any) -> str:
        if not short:
            return world.spoken("country")
        return home if world.chance(0.7) else world.spoken("country_code")

    return told
