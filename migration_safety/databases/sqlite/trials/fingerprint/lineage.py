"""Numbers for tables and columns that outlive what SQLite does to a table to change it.

Django copies a table to change it, and SQLite gives neither tables nor columns a number that
would last.  What keeps its name is the same; what goes and comes under another name with the
very same values was renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count

from migration_safety.core.trial.data.fingerprint import ColumnPrint, Fingerprints, TablePrint

# No two tables or columns that are not the same share one, whichever print they are in.
FRESH = count(1)


def numbered(prints: Sequence[TablePrint], recent: Fingerprints | None) -> tuple[TablePrint, ...]:
    """The prints with the numbers that their tables and columns had in the recent one."""
    before = recent.tables if recent else ()
    names = {each.name for each in prints}
    gone = [each for each in before if each.name not in names]
    known = {each.name: each for each in before}
    return tuple(_numbered(each, known.get(each.name) or _renamed(each, gone)) for each in prints)


def _renamed(table: TablePrint, gone: Iterable[TablePrint]) -> TablePrint | None:
    """The table that held the same and is no more."""
    if not table.rows:
        return None
    held = sorted(map(_held, table.columns))
    same = (it for it in gone if it.rows == table.rows)
    return next((each for each in same if sorted(map(_held, each.columns)) == held), None)


def _numbered(table: TablePrint, was: TablePrint | None) -> TablePrint:
    numbers = {each.number: _number(each, table, was) for each in table.columns}
    columns = tuple(replace(each, number=numbers[each.number]) for each in table.columns)
    key = tuple(replace(each, number=numbers[each.number]) for each in table.key)
    return replace(table, oid=was.oid if was else next(FRESH), columns=columns, key=key)


def _number(column: ColumnPrint, table: TablePrint, was: TablePrint | None) -> int:
    same = was.named(column.name) if was else None
    if was and not same and column.nulls < table.rows:
        left = (it for it in was.columns if not table.named(it.name))
        same = next((each for each in left if _held(each) == _held(column)), None)
    return same.number if same else next(FRESH)


def _held(column: ColumnPrint) -> tuple[int, tuple[int, ...]]:
    return column.nulls, tuple(each.total for each in column.readings)
