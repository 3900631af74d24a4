"""Indexes that are invalid, missing or idle."""

from __future__ import annotations

import pytest

from migration_safety.checks.indexes import DUPLICATES, FOREIGN_KEYS, VALID, index_checks
from migration_safety.core.catalog.relation import Catalog
from migration_safety.core.report import Status
from tests.checks.conftest import Database

INVALID = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'item_shelf'::regclass"
NEEDED = [
    "CREATE INDEX other ON item (name varchar_pattern_ops); CREATE INDEX own ON item (name)",
    "CREATE INDEX other ON item (name) WHERE id > 5; CREATE INDEX own ON item (name)",
    "CREATE INDEX other ON item USING hash (name); CREATE INDEX own ON item (name)",
    "CREATE INDEX other ON item (lower(name)); CREATE INDEX own ON item (upper(name))",
    'CREATE INDEX other ON item (name COLLATE "C"); CREATE INDEX own ON item (name)',
]
IDLE = {
    "CREATE INDEX other ON item (shelf_id)": "item_shelf on item (shelf_id) repeats other",
    "CREATE INDEX other ON item (id)": "other on item (id) repeats item_pkey",
    "CREATE UNIQUE INDEX other ON item (shelf_id)": "item_shelf on item (shelf_id) repeats other",
    "CREATE INDEX a ON item (name); CREATE INDEX b ON item (name, id)": "is the beginning of b",
}


def test_a_sound_database_passes_with_a_count(each_version: Database) -> None:
    checks = each_version.checks(index_checks)

    assert {check.status for check in checks.values()} == {Status.PASSED}
    assert [check.examined for check in checks.values()] == [3, 1, 3]


def test_an_empty_database_has_nothing_to_examine() -> None:
    assert {check.status for check in index_checks(Catalog())} == {Status.SKIPPED}


def test_an_invalid_index_fails(each_version: Database) -> None:
    each_version.run(INVALID)

    check = each_version.checks(index_checks)[VALID]

    assert check.status is Status.FAILED
    assert "item_shelf on item is invalid" in check.details[0]


def test_an_invalid_index_serves_no_foreign_key(database: Database) -> None:
    database.run(INVALID)

    assert database.checks(index_checks)[FOREIGN_KEYS].status is Status.WARNING


@pytest.mark.parametrize("other", ["", "CREATE INDEX part ON item (shelf_id) WHERE id > 5"])
def test_a_foreign_key_without_index_is_warned_of(database: Database, other: str) -> None:
    database.run(f"DROP INDEX item_shelf; {other}")

    check = database.checks(index_checks)[FOREIGN_KEYS]

    assert check.status is Status.WARNING
    assert check.details[0].startswith("item (shelf_id) refers to shelf without an index")


def test_an_index_over_more_columns_serves_a_foreign_key(database: Database) -> None:
    database.run("DROP INDEX item_shelf; CREATE INDEX wide ON item (shelf_id, name)")

    assert database.checks(index_checks)[FOREIGN_KEYS].status is Status.PASSED


@pytest.mark.parametrize("made", IDLE)
def test_an_index_that_repeats_another_is_named_once(database: Database, made: str) -> None:
    database.run(made)

    check = database.checks(index_checks)[DUPLICATES]

    assert check.status is Status.WARNING
    assert len(check.details) == 1
    assert IDLE[made] in check.details[0]


def test_the_index_of_a_foreign_key_may_begin_another(database: Database) -> None:
    database.run("CREATE UNIQUE INDEX other ON item (shelf_id, id)")

    check = database.checks(index_checks)[DUPLICATES]

    assert check.status is Status.PASSED
    assert "item_shelf on item (shelf_id) is the beginning of other" in check.details[0]


@pytest.mark.parametrize("made", NEEDED)
def test_indexes_that_differ_are_both_needed(database: Database, made: str) -> None:
    database.run(made)

    assert database.checks(index_checks)[DUPLICATES].status is Status.PASSED
