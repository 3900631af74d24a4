"""Rows that were written between the way forward and the way back, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from migration_safety.core.trial.bills.bill import Entry, What

# The cells of a primary key as text.
Key = tuple[str, ...]
Cells = Mapping[str, str | None]


class Done(StrEnum):
    """What was done to a row."""

    INSERTED = "inserted"
    UPDATED = "updated"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name, its number in the table and its type."""

    name: str
    number: int
    type: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some rows of a table, by their keys, with all cells as text.

    After the way back it goes by the names of before: `lost` columns are no more, `types` has
    those that are of another type, and `gone` is the table itself.  `unfollowed` says why its
    rows could not be found again.
    """

    table: str
    number: int
    columns: tuple[Column, ...] = ()
    key: tuple[str, ...] = ()
    rows: Mapping[Key, Cells] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    types: Mapping[str, str] = field(default_factory=dict)
    gone: bool = False
    unfollowed: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """One row that was written, by the columns `by` of its key.  `given` are the columns that
    hold what nobody else knows: neither NULL, nor the default, nor computed; `known` are all that
    the new code knows.

    `strange` is the column whose value the old code does not know, "" where it knows all.
    `was` is what the row held before it was changed.
    """

    table: str
    by: tuple[str, ...]
    key: Key
    done: Done
    scenario: str
    column: str = ""
    given: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    strange: str = ""
    was: Cells = field(default_factory=dict)


def fates(
    written: Iterable[Written],
    before: Mapping[str, Sheet],
    after: Mapping[str, Sheet],
    again: Mapping[str, Sheet] | None = None,
) -> tuple[Entry, ...]:
    """What was destroyed, changed, brought back or left over, alike entries as one.

    `again`: the rows once the way forward has been taken again.  What it brings back was not
    lost, but kept elsewhere.
    """
    found: list[Entry] = []
    for row in written:
        if row.table not in before or after[row.table].unfollowed:
            continue
        then, kept = before[row.table].rows.get(row.key), (again or {}).get(row.table)
        for entry in _fate(row, then, after[row.table]):
            if kept is None or then is None or not _kept(entry.column, row, then, kept):
                found.append(replace(entry, rows=1))
    return merged(found)


def _fate(row: Written, then: Cells | None, after: Sheet) -> Iterator[Entry]:
    now = after.rows.get(row.key)
    if row.done is Done.DELETED:
        if now is not None and then is None:
            yield Entry(row.table, "", What.RESURRECTED, (row.scenario,))
    elif then is not None and now is None:
        count = sum(then.get(name) is not None for name in row.given)
        detail = "" if after.gone else "the rows are deleted"
        yield Entry(row.table, "", What.DESTROYED, (row.scenario,), cells=count, detail=detail)
    elif then is not None and now is not None:
        yield from _cells(row, then, now, after)


def _cells(row: Written, then: Cells, now: Cells, after: Sheet) -> Iterator[Entry]:
    for column, value in then.items():
        if column in after.lost:
            if value is not None and column in row.given:
                yield Entry(row.table, column, What.DESTROYED, (row.scenario,), cells=1)
        elif value is None and column not in row.known:
            # Nobody has written it: what the old code wants to find there may well be put there.
            continue
        elif now[column] != value:
            detail = _detail(column, row, value, now[column], after.types.get(column, ""))
            yield Entry(row.table, column, What.MUTATED, (row.scenario,), cells=1, detail=detail)
        elif column == row.strange:
            yield Entry(row.table, column, What.LEFT_OVER, (row.scenario,), cells=1)


def _kept(column: str, row: Written, then: Cells, kept: Sheet) -> bool:
    """Whether the cell, or every cell that was given, is there again."""
    now = kept.rows.get(row.key)
    names = [column] if column else row.given
    return now is not None and all(now.get(name) == then.get(name) for name in names)


def _detail(column: str, row: Written, value: str | None, now: str | None, type_: str) -> str:
    if row.done is Done.UPDATED and column in row.was and row.was[column] == now:
        return "put back to what it was before"
    if value is None or now is None:
        return "emptied" if now is None else "filled"
    apart = _apart(value, now)
    if apart is not None and apart <= 1:
        return f"rounded to {type_}" if type_ else "rounded"
    if apart is None and now and value.startswith(now):
        return f"truncated to {len(now)} characters"
    return f"changed on its way to {type_}" if type_ else "changed"


def _apart(value: str, now: str) -> Decimal | None:
    """How far, where both are numbers."""
    try:
        return abs(Decimal(value) - Decimal(now))
    except InvalidOperation:
        return None


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries that differ by what was written alone, as one each."""
    found: dict[tuple[object, ...], list[Entry]] = {}
    for each in entries:
        place = each.table, each.column, each.what, each.detail, each.error, each.reach
        found.setdefault(place, []).append(each)
    return tuple(
        replace(
            alike[0],
            scenarios=tuple(dict.fromkeys(said for each in alike for said in each.scenarios)),
            rows=sum(each.rows for each in alike),
            cells=sum(each.cells for each in alike),
        )
        for alike in found.values()
    )
