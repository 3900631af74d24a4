"""The sources of a table whose rows belong to tenants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from migration_safety.core.volume.likeness.statistics import ColumnStatistics
from migration_safety.rows.composing.references.relation import Relation
from migration_safety.rows.sources.choice import Nullable
from migration_safety.rows.sources.referring.keys import Keys
from migration_safety.rows.sources.referring.tree import Tree
from migration_safety.rows.sources.source import Source
from migration_safety.rows.sources.tenants.owner import Owner
from migration_safety.rows.sources.tenants.tenancy import Tenancy
from migration_safety.rows.sources.tenants.within import Within
from migration_safety.rows.spread.parted import fitted_within


@dataclass(frozen=True, slots=True)
class Belonging:
    """`column` says whose a row is, "" where its parents alone do; `theirs` are the tenancies of
    those parents by the column that refers to them.  `tenancy` is None where rows are whoever's.
    """

    column: str
    tenancy: Tenancy | None
    theirs: Mapping[str, Tenancy]

    def bound(self, relation: Relation, source: Source, known: ColumnStatistics | None) -> Source:
        """The source that would be taken if there were no tenants, kept to the row's own."""
        column, key, tenancy = relation.column, relation.key, self.tenancy
        if tenancy is None or key is None:
            return source
        if isinstance(source, Tree):
            return replace(source, tenancy=tenancy)
        if column == self.column:
            return Owner(column, key, tenancy)
        if column not in self.theirs:
            return source
        theirs = self.theirs[column]
        exponent = source.exponent if isinstance(source, Keys) else 0.0
        if known and known.shares:
            exponent = fitted_within(known.shares, tenancy.counts, theirs.counts)
        return Within(column, key, tenancy, theirs, exponent, null_fraction(source))


def parents(theirs: Mapping[str, Tenancy]) -> tuple[tuple[str, int], ...]:
    """The first row of each parent, by column."""
    return tuple(sorted((column, each.first) for column, each in theirs.items()))


def null_fraction(source: Source) -> float:
    """How many of its cells are NULL."""
    return source.nulls if isinstance(source, Keys | Nullable | Within) else 0.0
