"""Uniqueness by construction: which columns make each row another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from migration_safety.core.volume.constraint import Unique
from migration_safety.errors import VolumeError
from migration_safety.rows.composing.references.relation import nothing
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.uniqueness.expressions import same_when_null, told
from migration_safety.rows.composing.uniqueness.fitting import lenient
from migration_safety.rows.composing.uniqueness.units import Unit, needed, parted, single
from migration_safety.rows.sources.choice import Either, Joined
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.source import Source


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
    meet its condition, and are those of `units` by chance."""

    unique: Unique
    combined: Permuted
    units: tuple[Unit, ...]


@dataclass(slots=True)
class Distinct:
    """What was found: `templates` are columns of text that are to hold the row's number, `pairs`
    columns that mean something only together."""

    pairs: tuple[Unit, ...] = ()
    templates: set[str] = field(default_factory=set)
    conditional: list[Conditional] = field(default_factory=list)

    @property
    def later(self) -> set[str]:
        """Columns of the conditional constraints."""
        return {name for each in self.conditional for name in each.combined.columns}


def distinct(sheet: Sheet, pairs: tuple[Unit, ...] = ()) -> Distinct:
    """A way for each constraint; raises TooFewError where there is none."""
    found = Distinct(pairs)
    uniques = [each for each in sheet.constraints.uniques if set(each.columns) <= set(sheet.fields)]
    for unique in sorted(uniques, key=lambda each: (len(each.columns), bool(each.condition))):
        if not _satisfied(unique, sheet, found):
            _satisfy(unique, sheet, found)
    return found


def _satisfied(unique: Unique, sheet: Sheet, found: Distinct) -> bool:
    """Whether what was decided on so far makes its columns differ."""
    whole = any(set(columns) <= set(unique.columns) for columns in sheet.sources)
    # No two NULLs are the same, but where the index says so.
    absent = {name for name in unique.columns if sheet.absent(name)}
    empty = bool(absent) and not absent <= same_when_null(unique, sheet)
    return whole or empty or not found.templates.isdisjoint(unique.columns)


def _satisfy(unique: Unique, sheet: Sheet, found: Distinct) -> None:
    if sheet.wanted.total <= 1:
        return
    free = [each for each in unique.columns if each in sheet.free]
    units, loose = parted(free, found.pairs, sheet)
    units = told(units, unique, sheet)
    paired = {name for each in found.pairs for name in each.columns}
    if _alone([name for name in free if name not in paired], unique, sheet, found):
        return
    if not _enough(units, sheet) and loose:
        if _alone(loose, unique, sheet, found):
            return
        units += told(list(single(loose, sheet)), unique, sheet)
    same = same_when_null(unique, sheet)
    nullable = [
        each
        for each in units
        if all(map(sheet.nullable, each.columns)) and not same.issuperset(each.columns)
    ]
    combined = _combined(units, sheet)
    own = [source for name in free if (source := sheet.own(name))]
    if _enough(units, sheet):
        sheet.put(combined)
    elif own:
        sheet.put(own[0])
    elif nullable:
        sheet.put(_some(combined, units, nullable[0]))
    elif units and unique.condition:
        found.conditional.append(Conditional(unique, combined, tuple(units)))
    else:
        rows = sheet.wanted.end - combined.first
        raise TooFewError(sheet.label, rows, unique, combined.capacity if units else 1)


def _alone(columns: Sequence[str], unique: Unique, sheet: Sheet, found: Distinct) -> bool:
    """Whether one column does: a text with the row's number in it, or the number itself.

    Best one that no check speaks of.
    """
    checked = {name for each in sheet.constraints.checks for name in each.columns}
    for group in (
        [name for name in columns if name not in checked],
        [name for name in columns if name in checked],
    ):
        for column in filter(sheet.textual, group):
            if lenient(sheet, column):
                found.templates.add(column)
                return True
        for column in group:
            # Among several, references do better together, as they keep their skew, and days,
            # of which there are few.
            better = column in sheet.relations or column not in unique.plain
            several = better and len(unique.columns) > 1
            for unit in () if several else told(list(single([column], sheet)), unique, sheet):
                if unit.countable and unit.capacity >= needed([column], sheet):
                    sheet.put(unit.countable)
                    return True
    return False


def _enough(units: Sequence[Unit], sheet: Sheet) -> bool:
    combined = _combined(units, sheet)
    return bool(units) and combined.capacity >= sheet.wanted.end - combined.first


def _combined(units: Sequence[Unit], sheet: Sheet) -> Permuted:
    columns = tuple(name for each in units for name in each.columns)
    return Permuted(
        columns,
        tuple(each.countable for each in units if each.countable),
        tuple(each.capacity for each in units),
        sheet.start(columns),
    )


def _some(combined: Permuted, units: Sequence[Unit], empty: Unit) -> Source:
    """As many rows as there are combinations; in the others one unit is NULL."""
    rest = [
        Joined(tuple(map(nothing, each.columns))) if each is empty else each.ordinary
        for each in units
    ]
    return Either(combined.first + combined.capacity, combined, Joined(tuple(rest)))
