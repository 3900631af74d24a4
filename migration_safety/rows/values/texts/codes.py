"""Texts that machines read: addresses, codes, digests, names of zones and languages."""

from __future__ import annotations

from faker.providers.currency import Provider as Currencies

from migration_safety.rows.values.texts import prose
from migration_safety.rows.values.texts.vocabulary import pool
from migration_safety.rows.values.world import World

COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#17becf", "#444444")
NAMED_COLOURS = ("blue", "green", "red", "black", "white", "orange", "grey", "purple")
MIMES = ("application/pdf", "image/jpeg", "image/png", "text/plain", "text/html", "text/csv")
SUFFIXES = ("pdf", "jpg", "png", "docx", "txt", "csv")
METHODS = ("GET", "POST", "PUT", "DELETE")
ZONES = ("UTC", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles")
CURRENCIES = ("EUR", "USD", "GBP", *sorted(code for code, _ in Currencies.currencies))
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
DIGESTS = (64, 56, 40, 32)
# The networks that are kept for documents and tests, and private ones.
NETWORKS = ("192.0.2", "198.51.100", "203.0.113", "10.0.0", "10.1.7", "192.168.1")
# Django's own mark of a password that none matches: there is nothing to crack.
UNUSABLE_PASSWORD = "!"


def ip(world: World, version: int = 4) -> str:
    """An address of a host."""
    host = world.random.randrange(1, 255)
    if version == 6:
        return f"2001:db8:{world.random.randrange(1, 65536):x}::{host:x}"
    return f"{world.one_of(NETWORKS)}.{host}"


def mac(world: World) -> str:
    """An address of a network card, locally administered."""
    return ":".join(("02", *(world.hexadecimal(2) for _ in range(5))))


def host(world: World) -> str:
    """A name below a top level that nobody can register."""
    return f"{prose.slug(prose.word(world), world)}-{prose.slug(prose.word(world), world)}.example"


def url(world: World, limit: int | None) -> str:
    """A page, or a start page where there is no room for more."""
    root = f"https://www.{host(world)}/"
    whole = f"{root}{prose.slug(prose.title(world), world)}/"
    fitting = (each for each in (whole, root) if len(each) <= (limit or len(each)))
    return next(fitting, "http://a.example")


def path(world: World) -> str:
    """A path on a web site."""
    return f"/{prose.slug(prose.title(world), world)}/"


def file(world: World) -> str:
    """A file's name."""
    return f"{prose.slug(prose.title(world), world)}.{world.skewed(SUFFIXES)}"


def language(world: World, limit: int | None) -> str:
    """Mostly that of the locale."""
    own = world.locale.partition("_")[0]
    codes = [code for code in (own, "en", "fr", "es", "de", "pl") if len(code) <= (limit or 9)]
    return world.skewed(codes or ["e"])


def zone(world: World, limit: int | None) -> str:
    """A time zone that every platform knows."""
    return world.skewed([each for each in ZONES if len(each) <= (limit or 64)] or ["UTC"])


def colour(world: World, limit: int | None) -> str:
    """ "#1f77b4", a name where that has no room."""
    return world.skewed(COLOURS if (limit or 7) >= 7 else NAMED_COLOURS)


def digest(world: World, limit: int | None) -> str:
    """As long as the longest usual digest that has room."""
    room = limit or DIGESTS[0]
    return world.hexadecimal(next((size for size in DIGESTS if size <= room), room))


def token(world: World, limit: int | None) -> str:
    """Some hexadecimal digits."""
    return world.hexadecimal(min(limit or 40, 40))


def uuid(world: World, limit: int | None) -> str:
    """Of version 4, without its dashes where they have no room."""
    text = world.hexadecimal(32)
    parts = (text[:8], text[8:12], f"4{text[13:16]}", f"a{text[17:20]}", text[20:])
    return ("-" if (limit or 36) >= 36 else "").join(parts)


def code(world: World, limit: int | None) -> str:
    """ "AB-123456" """
    letters = "".join(world.one_of(LETTERS) for _ in range(2))
    room = (limit or 12) - 3
    return f"{letters}-{world.digits(min(room, 6))}" if room > 1 else world.digits(limit or 1)


def version(world: World) -> str:
    """ "2.13" """
    return f"{world.random.randrange(9)}.{world.random.randrange(20)}"


def password(world: World, limit: int | None) -> str:
    """As Django stores one that cannot be used."""
    return UNUSABLE_PASSWORD + world.hexadecimal(min(limit or 41, 41) - 1)


def user_agent(world: World) -> str:
    """A browser."""
    return world.skewed(pool(world.locale, "user_agent", 60))
