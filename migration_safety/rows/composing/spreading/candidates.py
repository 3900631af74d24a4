"""Fragments with what the statistics name and no prototype has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import expm1

from migration_safety.core.volume.cell import NULL
from migration_safety.core.volume.likeness.statistics import ColumnStatistics
from migration_safety.rows.composing.pools.group import Fragment
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.spreading.values import Parts, Values
from migration_safety.rows.composing.uniqueness.expressions import same_when_null
from migration_safety.rows.sources.referring.keys import coprime
from migration_safety.rows.spread.seen import needed

# Each of them is judged by the checks, and takes its place in a pool.
MOST = 8192
# Of so many times as many values as rows, hardly two rows draw the same.
ENOUGH = 4
# So many values from a histogram where columns depend on each other, or nobody knows how many.
SOME = 64
# So many rows get a value that no prototype has, and keep their other columns.
VARIANTS = 16


def completed(
    names: Sequence[str], rows: Sequence[Fragment], sheet: Sheet, numbered: Collection[str]
) -> list[Fragment]:
    """The rows, and variants of them; `numbered` are columns of texts that hold the row's number.

    A column of numbers or dates that nothing binds to others takes its values from the
    histogram instead.
    """
    found = list(rows)
    for place, name in enumerate(names):
        known = sheet.known(name)
        if known is None or not rows:
            continue
        values = Values(sheet.fields[name], known, sheet.world.encode)
        built = {fragment[place] for fragment in rows}
        fixed = name in numbered or any(len(each) > 1 for each in built)
        if len(names) == 1 and known.bounds and not fixed:
            found = [(cell,) for cell in _measured(values, built, sheet, name)]
            continue
        lacking = [] if fixed else _lacking(values, built)
        if len(names) == 1 and not fixed and values.likely_empty(built):
            lacking.append((b"",))
        lacking += _absent(known, built, sheet, name)
        found += [variant for cell in lacking for variant in _variants(rows, place, cell)]
    return found


def _measured(values: Values, built: set[Parts], sheet: Sheet, name: str) -> list[Parts]:
    """Named values, and those of the histogram, in no order: the first is the most common one."""
    known, rows = values.known, sheet.wanted.total
    named = list(values.named)
    told = sum(known.frequencies) if named else 0.0
    filled = rows * (1 - (known.null_fraction or 0) - told)
    distinct = (known.distinct_count(rows) or SOME) - len(named)
    most = min(MOST, ENOUGH * max(distinct, 1))
    count = needed(max(distinct, 1), most, lambda number: -number * expm1(-filled / number))
    others = values.between(count)
    step = coprime(len(others)) if others else 1
    mixed = [others[place * step % len(others)] for place in range(len(others))]
    cells: list[Parts] = [(cell,) for cell in dict.fromkeys(named + mixed)]
    kept: list[Parts] = [(NULL,)] if (NULL,) in built else []
    return [*kept, *_absent(known, built, sheet, name), *cells]


def _lacking(values: Values, built: set[Parts]) -> list[Parts]:
    more = values.between(SOME) if built == {(NULL,)} else []
    return [(cell,) for cell in (*values.named, *more) if (cell,) not in built]


def _absent(known: ColumnStatistics, built: set[Parts], sheet: Sheet, name: str) -> list[Parts]:
    """NULL, where it is wanted and allowed."""
    uniques = (each for each in sheet.constraints.uniques if name in each.columns)
    single = any(name in same_when_null(each, sheet) for each in uniques)
    wanted = known.null_fraction and sheet.nullable(name) and not single
    return [(NULL,)] if wanted and (NULL,) not in built else []


def _variants(rows: Sequence[Fragment], place: int, cell: Parts) -> list[Fragment]:
    step = max(1, len(rows) // VARIANTS)
    return [(*row[:place], cell, *row[place + 1 :]) for row in rows[::step]]
