"""How far the statistics of seeded tables are from those that were wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt

from migration_safety.core.volume.likeness.distance import (
    chance_distance,
    deviation,
    distance_of,
    distinct_deviation,
)
from migration_safety.core.volume.likeness.statistics import (
    ColumnStatistics,
    Statistics,
    TableStatistics,
)

COLUMNS = ("table", "column", "measure", "wanted", "got", "apart")
NOTHING = TableStatistics()
# PostgreSQL estimates what it counts from a sample of 30,000 rows: no two samples agree.
TOLERANCES = {"rows": 0.02, "NULLs": 0.02, "distinct": 0.25, "average width": 0.1, "skew": 0.05}
# So many standard deviations apart, one measure in 16,000 is so by chance: a report has hundreds.
SPREAD = 4
# The standard deviation of the widths of texts, as a share of their mean: no statistics have it.
# Of titles, names and addresses it was measured to be 0.1 to 0.3.
WIDTHS = 0.3
# Of fewer rows nothing is exported: there is nothing to compare.
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of a table or column; `apart` is 0 where both agree, None without a figure.

    `chance` is how far apart two draws of so few rows are anyway.
    """

    table: str
    column: str
    measure: str
    wanted: str
    got: str
    apart: float | None
    chance: float = 0.0

    @property
    def close(self) -> bool:
        """Whether they are as near as samples can be."""
        return self.apart is not None and self.apart <= TOLERANCES[self.measure] + self.chance

    @property
    def row(self) -> tuple[str, ...]:
        """Under COLUMNS."""
        apart = "unknown" if self.apart is None else f"{self.apart:.1%}"
        return (self.table, self.column, self.measure, self.wanted, self.got, apart)


def compare(wanted: Statistics, got: Statistics, *, scale: float = 1.0) -> tuple[Difference, ...]:
    """Every measure that `wanted` knows, table by table; `scale` is that of the seeding."""
    return tuple(
        difference
        for name, table in sorted(wanted.tables.items())
        if table.rows is not None
        for difference in _table(name, table, got.tables.get(name, NOTHING), scale)
    )


def rows(differences: Iterable[Difference]) -> tuple[tuple[str, ...], ...]:
    """The rows of a report's table, those that are not close first."""
    return tuple(each.row for each in sorted(differences, key=lambda each: each.close))


def _table(
    name: str, wanted: TableStatistics, got: TableStatistics, scale: float
) -> Iterator[Difference]:
    expected = round((wanted.rows or 0) * scale)
    yield _relative(name, "", "rows", expected, got.rows)
    there = got.rows or 0
    for column, statistics in sorted(wanted.columns.items()):
        if min(expected, there) >= FEWEST and column in got.columns:
            other = got.columns[column]
            yield from _column(name, column, statistics, other, counts=(expected, there))


def _column(
    table: str,
    column: str,
    wanted: ColumnStatistics,
    got: ColumnStatistics,
    *,
    counts: tuple[int, int],
) -> Iterator[Difference]:
    if wanted.null_fraction is not None:
        yield _nulls(table, column, wanted.null_fraction, got.null_fraction, rows=min(counts))
    pairs = zip(counts, (wanted, got), strict=True)
    if min(rows * (1 - (each.null_fraction or 0)) for rows, each in pairs) < FEWEST:
        return
    distinct = wanted.distinct_count(counts[0])
    if distinct is not None:
        chance = SPREAD * distinct_deviation(wanted, min(counts)) / max(distinct, 1)
        found = got.distinct_count(counts[1])
        yield _relative(table, column, "distinct", distinct, found, chance=chance)
    if wanted.average_width is not None:
        width = wanted.average_width
        filled = min(counts) * (1 - (wanted.null_fraction or 0))
        # Whole bytes: either figure is rounded.
        chance = 1 / max(width, 1) + SPREAD * WIDTHS / sqrt(filled)
        yield _relative(table, column, "average width", width, got.average_width, chance=chance)
    if wanted.frequencies:
        yield _skew(table, column, wanted, got, rows=max(min(counts), 1))


def _relative(
    table: str, column: str, measure: str, wanted: int, got: int | None, *, chance: float = 0.0
) -> Difference:
    if got is None:
        return Difference(table, column, measure, f"{wanted:,}", "unknown", None)
    apart = abs(got - wanted) / max(wanted, 1)
    return Difference(table, column, measure, f"{wanted:,}", f"{got:,}", apart, chance)


def _nulls(table: str, column: str, wanted: float, got: float | None, *, rows: int) -> Difference:
    shown = "unknown" if got is None else f"{got:.1%}"
    apart = None if got is None else abs(got - wanted)
    chance = SPREAD * deviation(wanted, rows)
    return Difference(table, column, "NULLs", f"{wanted:.1%}", shown, apart, chance)


def _skew(
    table: str, column: str, wanted: ColumnStatistics, got: ColumnStatistics, *, rows: int
) -> Difference:
    """The total variation distance: of the values where both show them, else of the ranks."""
    chance = chance_distance(wanted.frequencies, rows, spread=SPREAD)
    first, second = (
        f"most common {max(each.frequencies, default=0.0):.1%}" for each in (wanted, got)
    )
    distance = distance_of(wanted, got)
    return Difference(table, column, "skew", first, second, distance, chance)
