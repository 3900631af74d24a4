"""Unique expressions: which NULLs are the same for them, and which cells are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod

from migration_safety.core.volume.cell import NULL
from migration_safety.core.volume.constraint import Check, Unique
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.uniqueness.numbering import DAY, FIRST_DAY
from migration_safety.rows.composing.uniqueness.units import Unit, capacity
from migration_safety.rows.sources.numbered.numbers import Numbers

# How long a day is, and steps from one row to the next that differ where a time is cut to its
# hour, day, month or year.  They are of noon: there every time zone has one day after the other.
STEPS = {
    "moment": (DAY, (DAY // 24, DAY, 31 * DAY, 366 * DAY)),
    "date": (1, (7, 31, 366)),
}
PROBES = 7


def same_when_null(unique: Unique, sheet: Sheet) -> set[str]:
    """The columns in which a NULL is like any other value: COALESCE makes one of it."""
    if not unique.nulls_distinct:
        return set(unique.columns)
    return {name for name in unique.columns if not _distinct_when_null(name, unique, sheet)}


def _distinct_when_null(name: str, unique: Unique, sheet: Sheet) -> bool:
    if not unique.expressions or name in unique.plain:
        return True
    row = tuple(NULL if each == name else _cell(each, sheet) for each in unique.columns)
    if row.count(NULL) > 1 or name not in sheet.fields:
        return False
    judge, constraints = sheet.world.judge, sheet.constraints
    checks = [
        Check(unique.name, unique.columns, f"({expression}) IS NULL")
        for expression in unique.expressions
    ]
    return any(judge.passing(constraints, each, unique.columns, [row])[0] for each in checks)


def told(units: Sequence[Unit], unique: Unique, sheet: Sheet) -> list[Unit]:
    """The units with cells that its expressions tell apart; without those that have none."""
    if not unique.expressions:
        return list(units)
    found = []
    for unit in units:
        others = prod(each.capacity for each in units if each is not unit)
        for source in _coarser(unit, len(unique.columns) > 1 and others, sheet):
            if _told(source, unique, sheet):
                found.append(source)
                break
    return found


def _coarser(unit: Unit, others: int, sheet: Sheet) -> Iterator[Unit]:
    """The unit itself, and with longer steps; beside `others` not more of them than needed."""
    yield unit
    source, days = unit.countable, sheet.world.shape.days
    if not isinstance(source, Numbers) or source.format not in STEPS:
        return
    day, steps = STEPS[source.format]
    end = source.low + (sheet.world.end.toordinal() - FIRST_DAY) * day
    for step in steps:
        if others:
            count = max(days * day // step, -(-2 * sheet.wanted.total // others), 1)
            numbers = replace(source, low=end - count * step + day // 2, step=step, capacity=count)
        else:
            count = (source.capacity or 0) * source.step // step
            numbers = replace(source, low=source.low + day // 2, step=step, capacity=count)
        size = count if others else capacity(numbers, sheet)
        yield Unit(unit.columns, sheet.over(unit.columns[0], numbers, size), numbers, size)


def _told(unit: Unit, unique: Unique, sheet: Sheet) -> bool:
    """Whether rows that differ in it alone differ for the constraint."""
    if unit.countable is None or not set(unit.columns) & (set(unique.columns) - set(unique.plain)):
        return True
    count = min(unit.capacity, sheet.wanted.total)
    places = sorted({*range(min(3, count)), *range(0, count, max(1, count // PROBES)), count - 1})
    own = [each.split(b"\t") for each in unit.countable.cells(places)]
    rows = [
        tuple(
            cells[unit.columns.index(name)] if name in unit.columns else _cell(name, sheet)
            for name in unique.columns
        )
        for cells in own
    ]
    return sheet.world.judge.distinct(sheet.constraints, unique, unique.columns, rows)


def _cell(name: str, sheet: Sheet) -> bytes:
    """Any that is not NULL, where one is known."""
    source = sheet.countable(name) if name in sheet.fields else None
    return next(source.cells([sheet.wanted.origin])) if source else NULL
