"""Uniqueness by construction: which columns make each row another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from migration_safety.core.volume.constraint import Unique
from migration_safety.errors import VolumeError
from migration_safety.rows.composing.relation import nothing
from migration_safety.rows.sources.choice import Either, Joined
from migration_safety.rows.sources.listed import Listed
from migration_safety.rows.sources.permuted import Permuted
from migration_safety.rows.sources.source import Countable, Source

ENDLESS = 1 << 62


class TooFewError(VolumeError):
    """More rows are wanted than differ in the columns of a unique constraint."""

    def __init__(self, label: str, rows: int, unique: Unique, capacity: int) -> None:
        columns = ", ".join(unique.columns)
        super().__init__(
            f"{label} cannot have {rows:,} rows: only {capacity:,} differ in ({columns}),"
            f" as {unique.name} demands.",
            f"Ask for at most {capacity:,}, or for more rows of what it refers to.",
        )
        self.capacity = capacity


@dataclass(slots=True)
class Distinct:
    """`templates` are columns of text that hold the row's number; `sources` fill the others.

    `conditional` are constraints that only some rows can satisfy, with the source for these.
    """

    label: str
    rows: int
    origin: int
    countable: Callable[[str], Countable | None]
    textual: Callable[[str], bool]
    references: frozenset[str] = frozenset()
    templates: set[str] = field(default_factory=set)
    sources: dict[tuple[str, ...], Source] = field(default_factory=dict)
    conditional: list[tuple[Unique, Permuted]] = field(default_factory=list)

    @property
    def taken(self) -> set[str]:
        """The columns that have a source already."""
        return {column for columns in self.sources for column in columns}

    def satisfy(self, uniques: Iterable[Unique], nullable: Iterable[str]) -> None:
        """Find a way for each constraint; raises TooFewError where there is none."""
        may_be_null = frozenset(nullable)
        for unique in sorted(uniques, key=lambda each: (len(each.columns), bool(each.condition))):
            if not self._satisfied(unique):
                self._satisfy(unique, may_be_null)

    def _satisfied(self, unique: Unique) -> bool:
        single = {columns[0] for columns, source in self.sources.items() if len(columns) == 1}
        whole = any(set(columns) <= set(unique.columns) for columns in self.sources)
        return whole or not (self.templates | single).isdisjoint(unique.columns)

    def _satisfy(self, unique: Unique, nullable: frozenset[str]) -> None:
        for column in unique.columns:
            if self.textual(column) and column not in self.taken:
                self.templates.add(column)
                return
        if self._by_one(unique.columns):
            return
        free = [each for each in unique.columns if each not in self.taken]
        offered = {each: cells for each in free if (cells := self.countable(each))}
        sizes = tuple(map(self._size, offered.values()))
        combined = Permuted(tuple(offered), tuple(offered.values()), sizes, self.origin)
        if offered and combined.capacity >= self.rows and len(offered) == len(free):
            self.sources[combined.columns] = combined
        elif offered and unique.nulls_distinct and nullable.intersection(offered):
            self._some(combined, next(each for each in offered if each in nullable))
        elif unique.condition:
            self.conditional.append((unique, combined))
        else:
            raise TooFewError(self.label, self.rows, unique, combined.capacity if offered else 1)

    def _by_one(self, columns: Sequence[str]) -> bool:
        """Let one column alone do it: references last, which would lose their skew."""
        free = [each for each in columns if each not in self.taken]
        for column in sorted(free, key=lambda each: each in self.references):
            source = self.countable(column)
            lonely = column not in self.references or len(columns) == 1
            if source and lonely and self._size(source) >= self.rows:
                self.sources[(column,)] = source
                return True
        return False

    def _some(self, combined: Permuted, column: str) -> None:
        """As many rows as there are combinations; in the others one column is NULL."""
        rest: list[Source] = []
        for source in combined.sources:
            rest.append(nothing(column) if source.columns == (column,) else self._again(source))
        limit = self.origin + combined.capacity
        self.sources[combined.columns] = Either(limit, combined, Joined(tuple(rest)))

    def _size(self, source: Countable) -> int:
        if source.capacity is None:
            return ENDLESS
        # Those that count by themselves have left out what comes before the origin.
        return (
            source.capacity
            if isinstance(source, Permuted | Listed)
            else source.capacity - self.origin
        )

    def _again(self, source: Countable) -> Source:
        """Its cells over and over: uniqueness is no matter where another column is NULL."""
        return Permuted(source.columns, (source,), (self._size(source),), self.origin)
