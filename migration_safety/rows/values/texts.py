"""What stands in a text, by its meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from faker.providers.currency import Provider as Currencies

from migration_safety.rows.values import prose
from migration_safety.rows.values.identity import (
    Source,
    email,
    full_name,
    household,
    placed,
    street,
    username,
)
from migration_safety.rows.values.vocabulary import country_code, pool
from migration_safety.rows.values.world import World

COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#17becf", "#444444")
NAMED_COLOURS = ("blue", "green", "red", "black", "white", "orange", "grey", "purple")
MIMES = ("application/pdf", "image/jpeg", "image/png", "text/plain", "text/html", "text/csv")
SUFFIXES = ("pdf", "jpg", "png", "docx", "txt", "csv")
PRONOUNS = ("she/her", "he/him", "they/them")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
HASHES = (128, 96, 64, 56, 40, 32)
ZONES = ("UTC", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles")
# Django's own mark of a password that none matches, and nothing to crack.
UNUSABLE_PASSWORD = "!"

Maker = Callable[[World, int | None], object]
SIMPLE: Mapping[str, Maker] = {
    "given_name": lambda world, _: world.spoken("first_name"),
    "family_name": lambda world, _: world.spoken("last_name"),
    "company": lambda world, _: world.spoken("company"),
    "household": lambda world, _: household(world),
    "phone": lambda world, limit: _fitting(world, "phone_number", limit),
    "ip": lambda world, _: ip(world),
    "mac": lambda world, _: ":".join(world.hexadecimal(2) for _ in range(6)),
    "url": lambda world, limit: _url(world, limit),
    "host": lambda world, _: _host(world),
    "slug": lambda world, _: prose.slug(prose.title(world), world),
    "street": lambda world, _: street(world),
    "line_2": lambda world, _: f"{world.one_of(('Flat', 'Unit', 'Floor'))} {world.digits(1)}",
    "currency": lambda world, _: _currency(world),
    "locale": lambda world, _: world.locale.replace("_", "-"),
    "language": lambda world, limit: _language(world, limit),
    "time_zone": lambda world, limit: _zone(world, limit),
    "colour": lambda world, limit: world.skewed(COLOURS if limit != 6 else NAMED_COLOURS),
    "mime": lambda world, _: world.skewed(MIMES),
    "extension": lambda world, _: world.skewed(SUFFIXES),
    "path": lambda world, _: f"/{prose.slug(prose.title(world), world)}/",
    "file": lambda world, _: f"{prose.slug(prose.title(world), world)}.{world.skewed(SUFFIXES)}",
    "hash": lambda world, limit: world.hexadecimal(_hash_length(limit)),
    "token": lambda world, limit: world.hexadecimal(min(limit or 40, 40)),
    "uuid": lambda world, limit: _uuid(world, limit),
    "version": lambda world, _: f"{world.random.randrange(9)}.{world.random.randrange(20)}",
    "job": lambda world, _: world.spoken("job"),
    "pronouns": lambda world, _: world.skewed(PRONOUNS),
    "gender": lambda world, limit: world.one_of("fmx" if (limit or 9) < 6 else ("female", "male")),
    "salutation": lambda world, _: world.spoken("prefix"),
    "user_agent": lambda world, _: world.skewed(pool(world.locale, "user_agent", 60)),
    "method": lambda world, _: world.skewed(("GET", "POST", "PUT", "DELETE")),
    "iban": lambda world, limit: _fitting(world, "iban", limit),
    "code": lambda world, limit: _code(world, limit),
    "password": lambda world, limit: (
        UNUSABLE_PASSWORD + world.hexadecimal(min(limit or 41, 41) - 1)
    ),
    "type": lambda world, _: prose.slug(world.skewed(_types(world.locale)), world),
    "title": lambda world, _: prose.title(world),
    "name": lambda world, _: prose.title(world),
    "body": lambda world, limit: prose.body(world, limit),
}
PLACED = {"city": "city", "state": "state", "postcode": "postcodes"}
MADE = {"email": email, "username": username, "full_name": full_name}


def text_source(meaning: str, limit: int | None, world: World, kin: Mapping[str, str]) -> Source:
    """What makes a text of that meaning, no longer than `limit`."""
    made = _made(meaning, limit, world, kin)
    return lambda row: prose.clipped(str(made(row)), limit)


def ip(world: World, version: int = 4) -> str:
    """An address of a host, in the networks that are kept for documents and tests."""
    if version == 6:
        return (
            f"2001:db8:{world.hexadecimal(4).lstrip('0') or '0'}::{world.random.randrange(1, 99)}"
        )
    net = world.one_of(("192.0.2", "198.51.100", "203.0.113", "10.0.0", "10.1.7", "192.168.1"))
    return f"{net}.{world.random.randrange(1, 255)}"


def _made(meaning: str, limit: int | None, world: World, kin: Mapping[str, str]) -> Source:
    if meaning in MADE:
        return MADE[meaning](world, kin)
    if meaning == "country":
        return _country(world, kin, limit)
    if meaning in PLACED:
        return placed(world, kin, PLACED[meaning])
    simple = SIMPLE[meaning]
    return lambda row: simple(world, limit)


def _country(world: World, kin: Mapping[str, str], limit: int | None) -> Source:
    short = limit is not None and limit <= 3
    if "city" in kin:
        return placed(world, kin, "country_code" if short else "country")
    home = country_code(world.locale)
    if not short:
        return lambda row: world.spoken("country")
    return lambda row: home if world.chance(0.7) else world.spoken("country_code")


def _fitting(world: World, provider: str, limit: int | None) -> str:
    found = world.spoken(provider)
    return found if limit is None or len(found) <= limit else world.digits(max(limit, 1))


def _host(world: World) -> str:
    return f"{prose.slug(prose.word(world), world)}-{prose.slug(prose.word(world), world)}.example"


def _url(world: World, limit: int | None) -> str:
    root = f"https://www.{_host(world)}/"
    whole = f"{root}{prose.slug(prose.title(world), world)}/"
    return next(
        (each for each in (whole, root) if len(each) <= (limit or 2000)), "http://a.example"
    )


def _currency(world: World) -> str:
    codes = ("EUR", "USD", "GBP", *sorted({code for code, _ in Currencies.currencies}))
    return world.skewed(codes)


def _language(world: World, limit: int | None) -> str:
    own = world.locale.partition("_")[0]
    codes = [code for code in (own, "en", "fr", "es", "de", "pl") if len(code) <= (limit or 9)]
    return world.skewed(codes or ["e"])


def _zone(world: World, limit: int | None) -> str:
    return world.skewed([zone for zone in ZONES if len(zone) <= (limit or 64)] or ["UTC"])


def _hash_length(limit: int | None) -> int:
    return next((size for size in HASHES[2:] if size <= (limit or 64)), limit or 64)


def _uuid(world: World, limit: int | None) -> str:
    text = world.hexadecimal(32)
    parts = (text[:8], text[8:12], f"4{text[13:16]}", f"a{text[17:20]}", text[20:])
    return "-".join(parts) if (limit or 36) >= 36 else text


def _code(world: World, limit: int | None) -> str:
    letters = "".join(world.one_of(LETTERS) for _ in range(2))
    room = (limit or 12) - 3
    return f"{letters}-{world.digits(min(room, 6))}" if room > 1 else world.digits(limit or 1)


@cache
def _types(locale: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pool(locale, "word")))[:8]


def unnamed(limit: int | None, world: World) -> Callable[[Any], object]:
    """A text whose name says nothing: prose where there is room, else a word or a few."""
    if limit is None:
        return lambda row: prose.body(world)
    make = prose.title if limit > 30 else prose.word
    return lambda row: prose.clipped(make(world), limit)
