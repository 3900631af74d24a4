"""The bill in one line."""

from __future__ import annotations

import pytest

from migration_safety.core.trial.bills.bill import Bill, Entry, Reach, What

ERROR = "DataError: integer out of range"


def entry(what: What, table: str, column: str = "", said: str = "a new row", **more: str) -> Entry:
    return Entry(table, column, what, (said,), rows=1, **more)  # type: ignore[arg-type]  # a test


def blocking(reach: Reach, table: str = "item", column: str = "") -> Entry:
    return Entry(table, column, What.BLOCKS, ("NULL",), rows=1, error=ERROR, reach=reach)


CUT = "truncated to 5 characters"
LINES = {
    "touches no rows": Bill(),
    "nothing could be written": Bill(unwritten=("item: there is no row left for it",)),
    "rollback loses nothing": Bill(written=3),
    "fails whatever was written": Bill((blocking(Reach.ALWAYS, ""),)),
    "fails after the first new row": Bill((blocking(Reach.SOME), blocking(Reach.ANY_ROW))),
    "fails after NULL in item.name": Bill((blocking(Reach.SOME, column="name"),)),
    "fails after NULL in the tables": Bill((blocking(Reach.SOME, ""),)),
    "fails after NULL in item and in 2 other cases": Bill((blocking(Reach.SOME),) * 3),
    "loses 2 columns": Bill(
        (
            entry(What.DESTROYED, "item", "name"),
            entry(What.DESTROYED, "item", "age"),
            entry(What.DESTROYED, "item", "age", "NULL"),
        )
    ),
    "loses 1 table and 1 column": Bill(
        (entry(What.DESTROYED, "maker"), entry(What.DESTROYED, "item", "maker_id")),
        gone=("maker",),
    ),
    "deletes rows of item": Bill((entry(What.DESTROYED, "item"),), gone=("maker",)),
    "truncates item.name to 5 characters": Bill(
        (entry(What.MUTATED, "item", "name", detail=CUT),) * 2
    ),
    "changes a.x, b.x, c.x and 1 more": Bill(
        tuple(entry(What.MUTATED, table, "x", detail="changed") for table in "abcd")
    ),
    "brings back deleted rows of item and maker": Bill(
        (entry(What.RESURRECTED, "maker"), entry(What.RESURRECTED, "item"))
    ),
    "loses 1 column, rounds item.price": Bill(
        (
            entry(What.MUTATED, "item", "price", detail="rounded"),
            entry(What.DESTROYED, "item", "age"),
        )
    ),
}


@pytest.mark.parametrize("line", LINES)
def test_the_headline_tells_what_matters(line: str) -> None:
    assert LINES[line].headline == line


def test_what_goes_and_what_stays_are_told_apart() -> None:
    column, table = entry(What.DESTROYED, "item", "age"), entry(What.DESTROYED, "maker")
    rows, back = entry(What.DESTROYED, "item"), entry(What.RESURRECTED, "item")
    found = Bill((column, table, rows, back), gone=("maker",))
    assert found.dropped == (column, table)
    assert found.changed == (rows, back)
    assert found.lossy
    assert not Bill((entry(What.LEFT_OVER, "item", "state"),), written=1).lossy


def test_a_line_names_the_first_few_things_that_were_written() -> None:
    said = Entry("item", "", What.DESTROYED, ("a", "b", "c", "d", "e")).scenario
    assert said == "a; b; c; 2 more"
