"""References whose parents are as popular as in production."""

from __future__ import annotations

from array import array
from dataclasses import replace
from itertools import pairwise
from math import expm1, fsum

from migration_safety.core.volume.likeness.statistics import ColumnStatistics
from migration_safety.core.volume.shape import Shape
from migration_safety.rows.composing.references.relation import Relation
from migration_safety.rows.sources.choice import Nullable
from migration_safety.rows.sources.numbered.chain import Chain
from migration_safety.rows.sources.pool import Pool
from migration_safety.rows.sources.referring.keys import CELLS, FEW, Keys, coprime, quantiles
from migration_safety.rows.sources.referring.tree import Tree
from migration_safety.rows.sources.source import Source
from migration_safety.rows.sources.tenants.within import Within
from migration_safety.rows.spread.seen import needed, seen
from migration_safety.rows.spread.slots import slots
from migration_safety.rows.spread.zipf import continued, fitted_exponent, harmonic


def favoured(relation: Relation, shape: Shape, known: ColumnStatistics | None, rows: int) -> Source:
    """A parent for each of so many rows; without statistics, by the shape alone."""
    source = relation.source(shape)
    if known is None:
        return source
    nulls = known.null_fraction if relation.null else 0.0
    if isinstance(source, Tree):
        return source if nulls is None else replace(source, roots=nulls)
    if not isinstance(source, Keys):
        return source
    source = source if nulls is None else replace(source, nulls=nulls)
    distinct = min(known.distinct_count(rows) or 0, relation.rows)
    return _skewed(source, known, distinct, rows) if distinct else source


def without_nulls(source: Source) -> Source:
    """For a gate, which decides itself."""
    if isinstance(source, Nullable):
        return source.source
    if isinstance(source, Tree | Chain):
        return replace(source, null=False)
    return replace(source, nulls=0.0) if isinstance(source, Keys | Within) else source


def _skewed(source: Keys, known: ColumnStatistics, distinct: int, rows: int) -> Source:
    """Of few parents each has its weight; of many the most popular ones, and Zipf's law."""
    exponent = fitted_exponent(known.shares, distinct)
    filled = round(rows * (1 - source.nulls))
    if distinct > FEW:
        return _many(replace(source, exponent=exponent), known, distinct, filled)

    def weights(count: int) -> array[float]:
        # Where few rows are made of many, those that were not listed may be the popular ones.
        return array("d", sorted(continued(known.shares, count, exponent), reverse=True))

    most = min(source.count, FEW)
    count = needed(distinct, most, lambda number: seen(weights(number), filled))
    step = coprime(source.count)
    chosen = (source.first + rank * step % source.count for rank in range(count))
    cells = tuple((cell,) for cell in source.parent.cells(chosen))
    table = slots(weights(count)).tobytes() if count > 1 else b""
    pool = Pool((source.column,), cells, table)
    return Nullable(pool, source.nulls) if source.nulls else pool


def _many(source: Keys, known: ColumnStatistics, distinct: int, filled: int) -> Keys:
    def headed(count: int) -> Keys:
        return replace(source, count=count, head=_head(known.shares, count, source.exponent))

    def seen_of(count: int) -> float:
        trial = headed(count)
        widths = (b - a for a, b in pairwise(quantiles(count, trial.exponent, trial.head)))
        return fsum(-width * expm1(-filled / CELLS / width) for width in widths if width)

    return headed(needed(distinct, source.count, seen_of))


def _head(shares: tuple[float, ...], count: int, exponent: float) -> tuple[float, ...]:
    """The shares of the first ranks, unless those that follow would have more."""
    rank = len(shares) + 1
    tail = harmonic(count, exponent) - harmonic(len(shares), exponent)
    following = (1 - fsum(shares)) * rank**-exponent / tail
    return shares if shares and following <= shares[-1] else ()
