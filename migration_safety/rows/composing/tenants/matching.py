"""References to rows of tenants that no two rows may share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.core.volume.constraint import Unique
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.tenants.belonging import parents
from migration_safety.rows.composing.tenants.claims import Claims
from migration_safety.rows.composing.uniqueness.fitting import fitted
from migration_safety.rows.sources.source import Countable
from migration_safety.rows.sources.tenants.matched import Matched, Side, rooms
from migration_safety.rows.sources.tenants.tenancy import Tenancy


@dataclass(frozen=True, slots=True)
class Match:
    """The columns of a unique constraint; owners have `room` for so many combinations, of which
    `used` are in rows of earlier runs.

    It is `strict` where none of its columns may be NULL instead; `failed` where an earlier run
    found too little room, and took any combinations.
    """

    unique: Unique
    sides: tuple[Side, ...]
    room: tuple[int, ...]
    used: tuple[int, ...]
    strict: bool
    failed: bool

    @property
    def left(self) -> list[int]:
        """How many more combinations each owner has."""
        return [max(0, room - used) for room, used in zip(self.room, self.used, strict=True)]

    def source(self, tenancy: Tenancy) -> Matched:
        """For rows of such a tenancy."""
        return Matched(self.sides, tenancy, self.used)


def matches(claims: Claims) -> list[Match]:
    """One for each constraint that references to rows of tenants alone can satisfy."""
    found: list[Match] = []
    sheet = claims.sheet
    for unique in sorted(sheet.constraints.uniques, key=lambda each: len(each.columns)):
        columns = [name for name in unique.columns if name != claims.column]
        taken = {each.column for match in found for each in match.sides}
        if unique.condition or unique.expressions or not taken.isdisjoint(columns):
            continue
        sides = tuple(_sides(columns, claims))
        bound = any(len(set(columns) & set(each.columns)) > 1 for each in sheet.constraints.checks)
        if len(sides) == len(columns) and any(each.tenancy for each in sides) and not bound:
            found.append(_match(unique, sides, claims))
    return found


def _sides(columns: list[str], claims: Claims) -> Iterator[Side]:
    """Those of the columns that can be told apart within a tenant."""
    sheet = claims.sheet
    for name in columns:
        null = sheet.nullable(name)
        key = sheet.relations[name].key if name in claims.theirs else None
        if key is not None:
            yield Side(name, key, claims.theirs[name], nullable=null)
        elif source := _choices(name, sheet):
            yield Side(name, source, size=source.capacity or 0, nullable=null)


def _choices(name: str, sheet: Sheet) -> Countable | None:
    limited = name in sheet.free and name not in sheet.relations and sheet.limited(name)
    return fitted(sheet, name) if limited else None


def _match(unique: Unique, sides: tuple[Side, ...], claims: Claims) -> Match:
    here = parents({each.column: each.tenancy for each in sides if each.tenancy})
    earlier = claims.sheet.wanted.earlier
    same = [each.tenancy for each in earlier if set(here) <= set(each.parents)]
    used = [0] * claims.owners
    for tenancy in filter(None, same):
        used = [count + len(tenancy.places(owner)) for owner, count in enumerate(used)]
    room = rooms(sides, claims.owners)
    return Match(
        unique,
        sides,
        tuple(count if able else 0 for count, able in zip(room, claims.able(), strict=True)),
        tuple(used),
        strict=not (unique.nulls_distinct and any(each.nullable for each in sides)),
        failed=None in same,
    )
