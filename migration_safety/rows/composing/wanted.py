"""Which rows of a table are wanted."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.rows.sources.tenants.ownership import Ownership


@dataclass(frozen=True, slots=True)
class Wanted:
    """`rows` from row number `first` on, of a table whose own rows count from `origin` on.

    `starts` as Serial takes them; `referred` are columns that other tables refer to,
    `postponed` references that are NULL until all tables have their rows; `earlier` is whose
    the rows of earlier runs are.
    """

    rows: int
    first: int = 0
    origin: int = 0
    starts: tuple[tuple[int, int], ...] = ((0, 1),)
    referred: frozenset[str] = frozenset()
    postponed: frozenset[str] = frozenset()
    earlier: tuple[Ownership, ...] = ()

    @property
    def total(self) -> int:
        """All rows, those of earlier runs included."""
        return self.end - self.origin

    @property
    def end(self) -> int:
        """The row number after the last one."""
        return self.first + self.rows
