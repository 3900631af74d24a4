"""Columns that come from prototypes: in groups, each of which satisfies its checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from migration_safety.core.volume.constraint import Check
from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.rows.composing.leftover import put_leftover
from migration_safety.rows.composing.pools.fragments import fragments
from migration_safety.rows.composing.pools.group import Gates, Group, grouped
from migration_safety.rows.composing.pools.groups import parted, together
from migration_safety.rows.composing.pools.satisfying import UnsatisfiedError, satisfied
from migration_safety.rows.composing.pools.telling_apart import told_apart
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.spreading.candidates import completed
from migration_safety.rows.composing.spreading.references import without_nulls
from migration_safety.rows.composing.spreading.spread import spread
from migration_safety.rows.composing.stamps import put_later
from migration_safety.rows.composing.uniqueness.distinct import Distinct
from migration_safety.rows.composing.uniqueness.expressions import same_when_null
from migration_safety.rows.sources.chunk import Chunk

SAMPLE = 3


def put_pools(sheet: Sheet, distinct: Distinct) -> None:
    """A source for every column that is still free."""
    attnames = frozenset(sheet.fields[name].attname for name in distinct.templates)
    built = sheet.world.prototypes(sheet.model, attnames, sheet.wanted.end)
    put_later(sheet, built)
    offered = set(built.rows[0]) if built.rows else set()
    for name in sheet.free:
        if sheet.fields[name].attname not in offered and name not in distinct.later:
            put_leftover(sheet, name)
    Pooling(sheet, distinct, built).put()
    for name in filter(distinct.later.__contains__, sheet.free):
        sheet.put(sheet.ordinary(name))


@dataclass(frozen=True, slots=True)
class Pooling:
    """The prototypes of one table, on their way to become pools."""

    sheet: Sheet
    distinct: Distinct
    built: Prototypes

    def put(self) -> None:
        """Group by group; one whose columns contradict the statistics is taken apart."""
        names = [name for name in self.sheet.free if name not in self.distinct.later]
        checks = [each for each in self.sheet.constraints.checks if self._judged(each, names)]
        ties = self._ties(checks)
        waiting = together(names, [*self._made(names), *ties])
        while waiting:
            columns = waiting.pop(0)
            mine = [each for each in checks if not set(columns).isdisjoint(each.columns)]
            found = spread(self._satisfied(columns, names, mine), self.sheet)
            cause = found.contradicting
            parts = parted(columns, ties, cause) if cause else []
            if len(parts) > 1:
                waiting[:0] = parts
            elif found.group.columns:
                self._decide(found.group)

    def _decide(self, group: Group) -> None:
        """With the sources behind its gates, which no longer stand alone."""
        for source in group.gates.sources:
            del self.sheet.sources[source.columns]
        conditional = [
            each
            for each in self.distinct.conditional
            if not set(group.columns).isdisjoint(each.unique.condition_columns)
        ]
        self.sheet.put(told_apart(group, conditional, self.sheet, self._samples[-1]))

    def _satisfied(
        self, columns: Sequence[str], names: Sequence[str], checks: Sequence[Check]
    ) -> Group:
        """With NULL in the place of what makes rows differ only where nothing else passes."""
        own = tuple(name for name in columns if name in names)
        others = [key for key in self.sheet.sources if set(key) & set(columns)]
        sources = tuple(without_nulls(self.sheet.sources[key]) for key in others)
        cells = list(fragments(own, self.built.rows, self.sheet))
        rows = completed(own, cells, self.sheet, self.distinct.templates)
        nullable = frozenset(name for key in others for name in key if self.sheet.nullable(name))
        world, constraints = self.sheet.world, self.sheet.constraints
        seldom = nullable & self.sheet.relations.keys() - self._counted_once()
        if seldom < nullable:
            with suppress(UnsatisfiedError):
                group = grouped(own, rows, Gates(sources, seldom))
                return satisfied(group, checks, constraints, world.judge, self._samples)
        group = grouped(own, rows, Gates(sources, nullable))
        return satisfied(group, checks, constraints, world.judge, self._samples)

    def _counted_once(self) -> set[str]:
        """Columns of constraints for which NULL is a value like others."""
        uniques = self.sheet.constraints.uniques
        return {name for each in uniques for name in same_when_null(each, self.sheet)}

    @property
    def _samples(self) -> tuple[Chunk, ...]:
        """The first rows and the last ones: their numbers are the lowest and the longest."""
        wanted = self.sheet.wanted
        last = max(wanted.first, wanted.end - SAMPLE)
        firsts = dict.fromkeys((wanted.first, last))
        world, table = self.sheet.world, self.sheet.constraints.table
        return tuple(Chunk(world.seed, table, first, SAMPLE) for first in firsts)

    def _judged(self, check: Check, names: Sequence[str]) -> bool:
        """Whether values can be chosen so that it is satisfied; the trial sees to all others."""
        if not set(check.columns) <= set(self.sheet.fields):
            return False
        if any(name in names for name in check.columns):
            return True
        return any(map(self.sheet.nullable, check.columns)) and not self._passed(check)

    def _passed(self, check: Check) -> bool:
        """Whether it is satisfied by the sources of its columns, whichever of them are NULL."""
        others = [key for key in self.sheet.sources if not set(key).isdisjoint(check.columns)]
        sources = tuple(without_nulls(self.sheet.sources[key]) for key in others)
        nullable = frozenset(name for key in others for name in key if self.sheet.nullable(name))
        gates = Gates(sources, nullable)
        rows = [row for each in gates.patterns() for row in gates.cells(each, self._samples[-1])]
        judge, constraints = self.sheet.world.judge, self.sheet.constraints
        return all(judge.passing(constraints, check, gates.columns, rows))

    def _made(self, names: Sequence[str]) -> list[frozenset[str]]:
        """Columns of which one was made from the others."""
        columns = {self.sheet.fields[name].attname: name for name in names}
        return [
            frozenset(columns[name] for name in group if name in columns)
            for group in self.built.groups
        ]

    def _ties(self, checks: Iterable[Check]) -> list[frozenset[str]]:
        """Columns that a constraint speaks of together, whatever statistics say."""
        ties = [frozenset(each.columns) for each in checks]
        checked = {name for each in checks for name in each.columns}
        # Columns of one source go the same way.
        ties += [frozenset(key) for key in self.sheet.sources if not checked.isdisjoint(key)]
        conditional = self.distinct.conditional
        return ties + [frozenset(each.unique.condition_columns) for each in conditional]
