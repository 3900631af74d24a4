"""Uniqueness by construction: which columns make each row another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from migration_safety.core.volume.constraint import Unique
from migration_safety.errors import VolumeError
from migration_safety.rows.composing.relation import nothing
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.sources.choice import Either, Joined
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


@dataclass(frozen=True, slots=True)
class Conditional:
    """A constraint that as many rows as `combined` has cells can satisfy; the others must not
    meet its condition."""

    unique: Unique
    combined: Permuted


@dataclass(slots=True)
class Distinct:
    """What was found: `templates` are columns of text that are to hold the row's number."""

    templates: set[str] = field(default_factory=set)
    conditional: list[Conditional] = field(default_factory=list)

    @property
    def later(self) -> set[str]:
        """Columns of the conditional constraints."""
        return {name for each in self.conditional for name in each.combined.columns}


def distinct(sheet: Sheet) -> Distinct:
    """A way for each constraint; raises TooFewError where there is none."""
    found = Distinct()
    uniques = [each for each in sheet.constraints.uniques if set(each.columns) <= set(sheet.fields)]
    for unique in sorted(uniques, key=lambda each: (len(each.columns), bool(each.condition))):
        if not _satisfied(unique, sheet, found):
            _satisfy(unique, sheet, found)
    return found


def _satisfied(unique: Unique, sheet: Sheet, found: Distinct) -> bool:
    """Whether what was decided on so far makes its columns differ."""
    whole = any(set(columns) <= set(unique.columns) for columns in sheet.sources)
    return whole or not found.templates.isdisjoint(unique.columns)


def _satisfy(unique: Unique, sheet: Sheet, found: Distinct) -> None:
    free = [each for each in unique.columns if each in sheet.free]
    for column in filter(sheet.textual, free):
        found.templates.add(column)
        return
    if source := _single(free, len(unique.columns), sheet):
        sheet.put(source)
        return
    cells = {each: cells for each in free if (cells := sheet.countable(each))}
    sizes = tuple(capacity(each, sheet) for each in cells.values())
    start = sheet.start(cells)
    combined = Permuted(tuple(cells), tuple(cells.values()), sizes, start)
    needed = sheet.wanted.end - start
    nullable = [each for each in cells if sheet.nullable(each)]
    if cells and len(cells) == len(free) and combined.capacity >= needed:
        sheet.put(combined)
    elif nullable and unique.nulls_distinct:
        sheet.put(_some(combined, nullable[0], sheet))
    elif cells and unique.condition:
        found.conditional.append(Conditional(unique, combined))
    else:
        most = combined.capacity if cells else 1
        raise TooFewError(sheet.label, needed, unique, most)


def _single(free: Sequence[str], of: int, sheet: Sheet) -> Source | None:
    """One column alone; among several, references do better together: they keep their skew."""
    for column in free:
        if column in sheet.relations and of > 1:
            continue
        source = sheet.countable(column)
        if source and capacity(source, sheet) >= sheet.wanted.end - sheet.start([column]):
            return source
    return None


def _some(combined: Permuted, column: str, sheet: Sheet) -> Source:
    """As many rows as there are combinations; in the others one column is NULL."""
    parts = zip(combined.columns, combined.sources, combined.sizes, strict=True)
    rest: list[Source] = [
        nothing(name) if name == column else sheet.over(name, source, size)
        for name, source, size in parts
    ]
    return Either(combined.first + combined.capacity, combined, Joined(tuple(rest)))


def capacity(source: Countable, sheet: Sheet) -> int:
    """How many of the table's own rows it can tell apart."""
    if source.capacity is None:
        return ENDLESS
    # A permutation counts from the origin on, all others from 0.
    return source.capacity - (0 if isinstance(source, Permuted) else sheet.wanted.origin)
