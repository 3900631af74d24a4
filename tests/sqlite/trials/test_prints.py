"""Fingerprints of files: what is lost, changed or left over is seen, what was renamed is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from migration_safety.core.trial.data.alteration import Alteration, Change, Matching, Verdict
from migration_safety.core.trial.data.tables import alterations
from migration_safety.databases.sqlite.trials.fingerprint.rows import compared
from migration_safety.databases.sqlite.trials.sandbox import Sandbox
from migration_safety.databases.sqlite.trials.session import reading
from tests.sqlite.trials.files import File

ITEMS = """
    CREATE TABLE item (id integer PRIMARY KEY, name text, price real);
    INSERT INTO item VALUES (1, 'one', 1), (2, 'two', 2.5), (3, NULL, 3);
    CREATE TABLE pair (a integer, b integer);
    INSERT INTO pair VALUES (1, 1), (2, 2);
"""


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as box:
        yield box


@pytest.fixture
def items(box: Sandbox) -> File:
    return File(Path(box.name), ITEMS)


def back(box: Sandbox, items: File, *steps: str) -> list[Alteration]:
    """What is otherwise after these steps, each with a look after it; rows are paired."""
    start = recent = items.prints()
    with box.copy() as copy:
        for step in steps:
            recent = items.run(step).prints(recent)
        with reading(box.name) as here, reading(copy.name) as there:
            found = compared(here, there, start, recent)
    return [each for each in found if each.verdict is not Verdict.IDENTICAL]


def test_an_untouched_file_holds_what_it_held(box: Sandbox, items: File) -> None:
    assert back(box, items, "UPDATE item SET price = price", "CREATE INDEX i ON item (id)") == []


def test_a_changed_value_is_told_with_its_key(box: Sandbox, items: File) -> None:
    (found,) = back(box, items, "UPDATE item SET name = 'ONE' WHERE id = 1")
    assert (found.column, found.change, found.count) == ("name", Change.CHANGED, 1)
    assert (found.verdict, found.samples) == (Verdict.SILENT_MUTATION, ("1",))


def test_values_that_change_places_are_seen(box: Sandbox, items: File) -> None:
    swap = "UPDATE item SET name = CASE id WHEN 1 THEN 'two' ELSE 'one' END WHERE id < 3"
    (found,) = back(box, items, swap)
    assert (found.column, found.count) == ("name", 2)


def test_without_a_key_whole_rows_are_counted(box: Sandbox, items: File) -> None:
    found = back(box, items, "UPDATE pair SET b = 3 - b")
    assert (Change.SWAPPED, 2) in {(each.change, each.count) for each in found}


def test_a_column_that_went_and_came_again_has_lost_its_values(box: Sandbox, items: File) -> None:
    (found,) = back(
        box, items, "ALTER TABLE item DROP COLUMN name", "ALTER TABLE item ADD name text"
    )
    assert (found.column, found.change, found.returned) == ("name", Change.NULLED, True)
    assert found.verdict is Verdict.EXPECTED_LOSS


def test_rows_that_went_and_rows_that_stayed_behind_are_told_apart(
    box: Sandbox, items: File
) -> None:
    found = back(box, items, "DELETE FROM item WHERE id = 1; INSERT INTO item VALUES (9, 'n', 1)")
    told = {(each.change, each.count, each.samples) for each in found}
    assert told == {(Change.ROWS_LOST, 1, ("1",)), (Change.ROWS_ADDED, 1, ("9",))}


def test_what_goes_by_another_name_is_the_same(items: File) -> None:
    before = items.prints()
    items.run("ALTER TABLE item RENAME name TO title; ALTER TABLE pair RENAME TO couple")
    found = alterations(before, items.prints(before), by=Matching.LINEAGE)
    assert {each.verdict for each in found} == {Verdict.IDENTICAL}


@pytest.mark.parametrize(("exact", "changed"), [(False, set()), (True, {"id"})])
def test_a_number_is_the_same_in_another_storage_class_unless_asked(
    tmp_path: Path, exact: bool, changed: set[str]
) -> None:
    file = File(tmp_path / "x.sqlite3", "CREATE TABLE t (id, n); INSERT INTO t VALUES (1, 'a')")
    before = file.prints(exact=exact)
    file.run("UPDATE t SET id = 1.0")
    found = alterations(before, file.prints(before, exact=exact), by=Matching.NAME)
    assert {each.column for each in found if each.change is Change.CHANGED} == changed
