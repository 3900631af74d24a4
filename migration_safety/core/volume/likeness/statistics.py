"""Statistics of a database: the size of its tables and the spread of their columns.

What is not known is None, and `left_out` says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

VERSION = 1

Value = bool | int | float | str
Bound = int | float | str


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """One column, in the terms of PostgreSQL's pg_stats.

    `distinct` counts the values that differ; below 0 it is a share of the rows.  `frequencies`
    are the shares of the most common values among all rows, falling; `values` are these values
    where they may be shown, None where one may not.  `bounds` part the other values into equal
    shares: numbers, or months as "2024-03"; the outermost are not there.
    """

    null_fraction: float | None = None
    distinct: float | None = None
    average_width: int | None = None
    correlation: float | None = None
    frequencies: tuple[float, ...] = ()
    values: tuple[Value | None, ...] = ()
    bounds: tuple[Bound, ...] = ()
    left_out: str = ""

    @property
    def shares(self) -> tuple[float, ...]:
        """The frequencies among those rows that are not NULL."""
        filled = 1 - (self.null_fraction or 0)
        return tuple(each / filled for each in self.frequencies) if filled > 0 else ()

    def distinct_count(self, rows: int) -> int | None:
        """How many values differ among so many rows; None where that is not known."""
        if self.distinct is None:
            return None
        filled = round(rows * (1 - (self.null_fraction or 0)))
        wanted = round(self.distinct if self.distinct >= 0 else -self.distinct * rows)
        return min(max(wanted, 1), filled)


@dataclass(frozen=True, slots=True)
class TableStatistics:
    """One table: `rows` is an estimate, `bytes` counts TOAST and no index."""

    rows: int | None = None
    bytes: int | None = None
    index_bytes: int | None = None
    columns: Mapping[str, ColumnStatistics] = field(default_factory=dict)
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The tables by the name that the catalog gives them; `server` is "PostgreSQL 16"."""

    tables: Mapping[str, TableStatistics] = field(default_factory=dict)
    server: str = ""
    version: int = VERSION
