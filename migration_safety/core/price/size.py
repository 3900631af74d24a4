"""How large a table is where the migrations are going to run, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Size:
    """Estimates of the planner; `bytes` counts TOAST and no index.  None: nobody knows."""

    rows: int | None = None
    bytes: int | None = None
    index_bytes: int | None = None

    @property
    def telling(self) -> bool:
        """Whether it is worth a word: the empty tables of a developer tell nobody anything."""
        return bool(self.rows) or (self.rows is None and self.bytes is not None)

    @property
    def words(self) -> str:
        """ "1,200,000 rows, 310 MB", "310 MB", or "unknown size"."""
        rows = [] if self.rows is None else [amount(self.rows, "row")]
        size = [] if self.bytes is None else [in_bytes(self.bytes)]
        return ", ".join(rows + size) or "unknown size"


UNKNOWN = Size()


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes by table; `source` says whose they are: "the database 'default'", "stats.json"."""

    tables: Mapping[str, Size] = field(default_factory=dict)
    source: str = ""
    notes: tuple[str, ...] = ()

    def of(self, *names: str) -> Size:
        """Of the first of these names that is known; a table may be renamed by the plan."""
        return next((self.tables[name] for name in names if name in self.tables), UNKNOWN)


def in_bytes(count: float | None) -> str:
    """ "12.3 MB", "" where it is not known."""
    if count is None:
        return ""
    unit = 0
    while count >= 1000 and unit < len(UNITS) - 1:
        count, unit = count / 1000, unit + 1
    return f"{count:.0f} {UNITS[unit]}" if unit < 2 else f"{count:.1f} {UNITS[unit]}"


def amount(count: int, noun: str) -> str:
    """ "1 row", "1,200,000 rows"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
