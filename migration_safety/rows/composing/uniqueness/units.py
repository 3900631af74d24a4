"""Columns that are told apart together: single ones, and pairs that have a meaning only as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from migration_safety.core.volume.constraint import Check
from migration_safety.rows.composing.references.generic import Generic, generics
from migration_safety.rows.composing.references.relation import ABSENT
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.uniqueness.fitting import fitted
from migration_safety.rows.sources.choice import Nullable
from migration_safety.rows.sources.drawn import Drawn
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.numbered.shifted import Shifted
from migration_safety.rows.sources.referring.apart import Apart
from migration_safety.rows.sources.source import Countable, Source

ENDLESS = 1 << 62


@dataclass(frozen=True, slots=True)
class Unit:
    """`countable` has `capacity` rows of cells, no two alike; `ordinary` knows no uniqueness."""

    columns: tuple[str, ...]
    ordinary: Source
    countable: Countable | None
    capacity: int = 0


def pairs(sheet: Sheet) -> tuple[Unit, ...]:
    """Generic foreign keys, and references that a check keeps from being the same."""
    found = [
        Unit(each.columns, each.source(), countable, countable.capacity if countable else 0)
        for each in generics(sheet.model, sheet.world, sheet.nullable)
        if _allowed(each, sheet)
        for countable in [each.countable()]
    ]
    found += filter(None, (_apart(each, sheet) for each in sheet.constraints.checks))
    free = set(sheet.free)
    return tuple(
        each
        for place, each in enumerate(found)
        if free.issuperset(each.columns)
        and all(set(each.columns).isdisjoint(other.columns) for other in found[:place])
    )


def _allowed(generic: Generic, sheet: Sheet) -> bool:
    """Whether the checks of the key alone let real keys pass: else what passes is better."""
    checks = [each for each in sheet.constraints.checks if each.columns == (generic.key,)]
    ends = [(cell,) for _, key, rows in generic.tables for cell in key.cells((0, rows - 1))]
    judge, constraints = sheet.world.judge, sheet.constraints
    passed = [judge.passing(constraints, each, (generic.key,), ends) for each in checks]
    return all(verdicts and all(verdicts) for verdicts in passed)


def _apart(check: Check, sheet: Sheet) -> Unit | None:
    """A source for two references to one table, if the check says that they differ."""
    columns = [name for name in check.columns if name in sheet.relations]
    if len(columns) != 2 or len(check.columns) != 2:
        return None
    first, second = (sheet.relations[name] for name in columns)
    if first.key is None or first.key != second.key or first.own or second.own:
        return None
    # What earlier runs have made of the rows that were there is not made again.
    before = first.before if sheet.grown(columns[0]) else 0
    key, rows = (Shifted(first.key, before) if before else first.key), first.rows - before
    if rows < 2:
        return None
    one, other = key.cells((0, 1))
    candidates = [(one, one), (one, other), (other, one)]
    same, rising, falling = sheet.world.judge.passing(sheet.constraints, check, columns, candidates)
    if same or not (rising or falling):
        return None
    order = (columns[0], columns[1]) if rising else (columns[1], columns[0])
    apart = Apart(order, key, rows, rising=rising != falling)
    drawn: Source = Drawn(apart, apart.capacity)
    null = sheet.nullable(columns[0]) and sheet.nullable(columns[1])
    return Unit(order, Nullable(drawn, ABSENT) if null else drawn, apart, apart.capacity)


def parted(
    free: Sequence[str], paired: Iterable[Unit], sheet: Sheet
) -> tuple[list[Unit], list[str]]:
    """The units of these columns, and the columns that are but one of a pair."""
    whole = [each for each in paired if set(each.columns) <= set(free) and each.countable]
    bound = {name for each in paired for name in each.columns}
    inside = {name for each in whole for name in each.columns}
    plain = (name for name in free if name not in bound)
    return [*whole, *single(plain, sheet)], [name for name in free if name in bound - inside]


def single(columns: Iterable[str], sheet: Sheet) -> Iterator[Unit]:
    """Those of the columns that can be counted."""
    for name in columns:
        if source := fitted(sheet, name):
            size = capacity(source, sheet)
            ordinary = sheet.ordinary(name) if sheet.limited(name) else None
            yield Unit((name,), ordinary or sheet.over(name, source, size), source, size)


def capacity(source: Countable, sheet: Sheet) -> int:
    """How many of the table's own rows it can tell apart."""
    if source.capacity is None:
        return ENDLESS
    # A permutation counts from the origin on, all others from 0.
    return max(0, source.capacity - (0 if isinstance(source, Permuted) else sheet.wanted.origin))


def needed(columns: Iterable[str], sheet: Sheet) -> int:
    """How many combinations of these columns the rows take."""
    return sheet.wanted.end - sheet.start(columns)
