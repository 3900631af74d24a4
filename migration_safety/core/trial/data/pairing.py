"""Pairs the columns of a table in two prints, and tells how far their sums can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from migration_safety.core.trial.data.alteration import Matching
from migration_safety.core.trial.data.fingerprint import ColumnPrint, TablePrint

Paired: TypeAlias = Sequence[tuple[ColumnPrint, ColumnPrint | None]]

ROWS_DIFFER = "rows were lost or added: those that stayed must be paired"
KEYS_DIFFER = "the key is another one: rows must be paired by one that both have"
KEY_CHANGED = "values of the key changed: rows must be paired by another one"
NO_KEY = "no key: values that changed places between rows would not be seen"


def pairs(
    before: TablePrint, after: TablePrint, by: Matching
) -> Iterator[tuple[ColumnPrint, ColumnPrint | None]]:
    """The columns of a table, each with what became of it."""
    for column in before.columns:
        by_name = by is Matching.NAME
        yield column, after.named(column.name) if by_name else after.column(column.number)


def obstacle(
    before: TablePrint,
    after: TablePrint,
    paired: Paired,
) -> str:
    """Why sums that differ, or agree, do not tell all."""
    if before.rows != after.rows:
        return ROWS_DIFFER
    names = {column.number: now.number for column, now in paired if now}
    keyed = [(names.get(part.number), part.method) for part in before.key]
    if keyed != [(part.number, part.method) for part in after.key]:
        return KEYS_DIFFER
    parts = {part.number for part in before.key}
    if any(now and not equal(column, now) for column, now in paired if column.number in parts):
        return KEY_CHANGED
    return (
        ""
        if before.key or (before.whole == after.whole and same_columns(paired, after))
        else NO_KEY
    )


def same_columns(paired: Paired, after: TablePrint) -> bool:
    """Whether all columns are there, in the same order, and no others."""
    return [now.number if now else 0 for _, now in paired] == [
        each.number for each in after.columns
    ]


def comparable(column: ColumnPrint, now: ColumnPrint) -> bool:
    """Whether values were hashed alike."""
    return column.readings[0].method in {each.method for each in now.readings}


def equal(column: ColumnPrint, now: ColumnPrint) -> bool:
    """Whether one of the readings agrees with the first one of before."""
    readings = {(each.method, each.total) for each in now.readings}
    first = column.readings[:1]
    return column.nulls == now.nulls and all(
        (each.method, each.total) in readings for each in first
    )
