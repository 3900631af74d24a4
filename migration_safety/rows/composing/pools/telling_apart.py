"""Unique constraints with conditions: some fragments of a group may be in so many rows only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from migration_safety.rows.composing.pools.group import Group
from migration_safety.rows.composing.pools.satisfying import batches
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.uniqueness.distinct import Conditional, TooFewError
from migration_safety.rows.sources.choice import Either, Joined
from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.source import Source


def told_apart(
    group: Group, conditional: Sequence[Conditional], sheet: Sheet, sample: Chunk
) -> Source:
    """The group's source; where a constraint holds for some rows, these differ in its columns.

    Of several constraints one lets rows meet its condition; no row meets another's.  Raises
    TooFewError where all of them would.
    """
    met = [each for each in conditional if any(_met(group, each, sheet, sample))]
    taken = sheet.taken
    free = [each for each in met if taken.isdisjoint(each.combined.columns)][:1]
    for each in (other for other in met if other not in free):
        _, group = _parted(group, each, sheet, sample)
    for each in free:
        some, rest = _parted(group, each, sheet, sample)
        if some.fragments:
            return _either(each, some, rest)
    return group.source()


def _parted(
    group: Group, conditional: Conditional, sheet: Sheet, sample: Chunk
) -> tuple[Group, Group]:
    """The fragments that meet the condition in any row, and those that never do."""
    met = _met(group, conditional, sheet, sample)
    rest = group.keep([not is_met for is_met in met])
    if not rest.fragments:
        capacity = conditional.combined.capacity
        raise TooFewError(sheet.label, sheet.wanted.total, conditional.unique, capacity)
    return group.keep(met), rest


def _met(group: Group, conditional: Conditional, sheet: Sheet, sample: Chunk) -> list[bool]:
    rows = list(chain.from_iterable(group.samples(sample)))
    judge, unique = sheet.world.judge, conditional.unique
    verdicts = judge.covered(sheet.constraints, unique, group.columns, rows)
    return [any(each) for each in batches(verdicts, sample.rows)]


def _either(conditional: Conditional, some: Group, rest: Group) -> Either:
    combined = conditional.combined
    others = tuple(each.ordinary for each in conditional.units)
    return Either(
        combined.first + combined.capacity,
        Joined((combined, some.source())),
        Joined((*others, rest.source())),
    )
