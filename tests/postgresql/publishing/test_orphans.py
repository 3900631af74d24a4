"""Rows that a new foreign key of green's is not asked about."""

from __future__ import annotations

from migration_safety.databases.postgresql.publishing.comparing.orphans import (
    new_foreign_keys,
    orphans,
)
from tests.postgresql.publishing.conftest import Sides

KEEPER = "ALTER TABLE shelf ADD keeper int REFERENCES book"


def test_only_a_foreign_key_that_blue_has_not_is_new(newest_sides: Sides) -> None:
    newest_sides.green.execute("ALTER TABLE book DROP CONSTRAINT book_shelf_id_fkey")
    newest_sides.green.execute(
        "ALTER TABLE book ADD CONSTRAINT other FOREIGN KEY (shelf_id) REFERENCES shelf"
    )
    newest_sides.green.execute("ALTER TABLE shelf ADD again int REFERENCES book")
    (found,) = new_foreign_keys(newest_sides.blue, newest_sides.green)
    assert (found.table, found.columns, found.parent) == ("public.shelf", ("again",), "public.book")


def test_rows_that_blue_has_orphaned_are_counted(sides: Sides) -> None:
    sides.blue.execute("ALTER TABLE book DROP CONSTRAINT book_shelf_id_fkey")
    sides.follow()
    sides.ready()
    sides.blue.execute("DELETE FROM shelf WHERE id IN (1, 2)")
    sides.arrived()
    (key,) = new_foreign_keys(sides.blue, sides.green)
    assert orphans(sides.green, key) == 200
