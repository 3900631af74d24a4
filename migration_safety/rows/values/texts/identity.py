"""Texts that are made of other fields of the same row: a person's names, an address's town."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from migration_safety.rows.values.texts import prose
from migration_safety.rows.values.texts.vocabulary import Place, pool
from migration_safety.rows.values.world import World

# `row` answers for the other fields of the row, as the resolver of factory_boy does.
Source = Callable[[Any], object]
# Reserved names (RFC 2606): mail to them reaches nobody.
MAIL_HOSTS = ("example.com", "example.org", "example.net")


def names(world: World, kin: Mapping[str, str]) -> Callable[[Any], tuple[str, str]]:
    """First and last name of the row's person, as far as it has fields for them."""
    given, family = kin.get("given_name", ""), kin.get("family_name", "")

    def named(row: Any) -> tuple[str, str]:
        return (
            _text(row, given) or world.spoken("first_name"),
            _text(row, family) or world.spoken("last_name"),
        )

    return named


def full_name(world: World, kin: Mapping[str, str]) -> Source:
    """ "Ann Smith" """
    person = names(world, kin)
    return lambda row: " ".join(person(row))


def email(world: World, kin: Mapping[str, str], limit: int | None = None) -> Source:
    """ "ann.smith@example.org", from the names of the row or its user name."""
    room = (limit or 254) - len(max(MAIL_HOSTS, key=len)) - 1
    local = username(world, kin)
    own = kin.get("username", "")

    def address(row: Any) -> str:
        name = _text(row, own) or str(local(row))
        account = prose.account(name, world)[: max(room, 1)].strip(".")
        return f"{account or 'a'}@{world.skewed(MAIL_HOSTS)}"

    return address


def username(world: World, kin: Mapping[str, str]) -> Source:
    """ "ann.smith", from the names of the row."""
    whole = kin.get("full_name", "")
    person = full_name(world, kin)
    if "given_name" in kin or "family_name" in kin:
        return lambda row: prose.account(str(person(row)), world)
    return lambda row: prose.account(_text(row, whole) or str(person(row)), world)


def slug(world: World, kin: Mapping[str, str]) -> Source:
    """The row's title or name as it stands in a URL."""
    own = next((kin[each] for each in ("title", "name", "company") if each in kin), "")
    return lambda row: prose.slug(_text(row, own) or prose.title(world), world)


def household(world: World) -> str:
    """A family, as on its letter box."""
    return f"{world.spoken('last_name')} & {world.spoken('last_name')}"


def placed(world: World, kin: Mapping[str, str], part: str) -> Source:
    """A part of the row's place, which `kin` names where the row has one."""
    place = kin.get("place", "")

    def told(row: Any) -> object:
        town: Place = getattr(row, place) if place else world.place()
        return world.one_of(town.postcodes) if part == "postcodes" else getattr(town, part)

    return told


def street(world: World) -> str:
    """A street with a number, as the locale writes it."""
    return world.one_of(pool(world.locale, "street_address")).replace("\n", ", ")


def _text(row: Any, name: str) -> str:
    value = getattr(row, name) if name else ""
    return value if isinstance(value, str) else ""
