"""The portrait of a file sees what a way back may leave otherwise, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sqlite.trials.files import File

SHOP = """
    CREATE TABLE shelf (id integer PRIMARY KEY);
    CREATE TABLE item (
        id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
        "name" varchar(50) NOT NULL DEFAULT 'a, b' COLLATE NOCASE, -- what it is called
        price integer CONSTRAINT dear CHECK (price > (1 + 1)),
        shelf_id integer REFERENCES shelf (id) ON DELETE CASCADE,
        UNIQUE (name, price)
    );
    CREATE INDEX item_price ON item (price) WHERE price > 3;
    CREATE TRIGGER item_noted AFTER INSERT ON item BEGIN SELECT 1; END;
    CREATE VIEW dear_item AS SELECT id FROM item WHERE price > 9;
"""
# What it says of item, made anew as Django does it, with a difference in it.
ANEW = """
    CREATE TABLE new__item (
        "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
        "name" varchar(50) DEFAULT 'a, b' NOT NULL COLLATE NOCASE {unique},
        "price" integer CONSTRAINT "dear" CHECK ( price > (1+1) ),
        "shelf_id" integer REFERENCES "shelf" ("id") ON DELETE CASCADE {more}
    );
    DROP VIEW dear_item;
    DROP TABLE item;
    ALTER TABLE new__item RENAME TO item;
    CREATE INDEX item_price ON "item" ("price") WHERE price > 3;
    CREATE TRIGGER item_noted AFTER INSERT ON item BEGIN SELECT 1; END;
    CREATE VIEW dear_item AS SELECT id FROM item WHERE price > 9;
"""


@pytest.fixture
def shop(tmp_path: Path) -> File:
    return File(tmp_path / "shop.sqlite3", SHOP)


def test_a_table_made_anew_with_the_same_in_it_is_the_same(shop: File) -> None:
    assert shop.changed(ANEW.format(unique="", more=", UNIQUE (name, price)")) == []


def test_what_a_table_made_anew_lacks_is_lost(shop: File) -> None:
    (lost,) = shop.changed(ANEW.format(unique="", more=""))
    assert (lost.label, lost.change) == ("unique constraint name, price of item", "lost")


@pytest.mark.parametrize(
    ("statement", "label"),
    [
        ("DROP INDEX item_price", "index item_price of item"),
        ("DROP TRIGGER item_noted", "trigger item_noted of item"),
        ("DROP VIEW dear_item", "view dear_item"),
        ("ALTER TABLE item ADD note text", "column note of item"),
        ("CREATE TABLE more (id integer)", "table more"),
    ],
)
def test_an_object_that_comes_or_goes_is_seen(shop: File, statement: str, label: str) -> None:
    assert [each.label for each in shop.changed(statement)] == [label]


def test_an_index_of_other_rows_is_another_one(shop: File) -> None:
    other = "DROP INDEX item_price; CREATE INDEX item_price ON item (price) WHERE price > 4"
    (found,) = shop.changed(other)
    assert (found.label, found.aspects) == ("index item_price of item", ("definition",))


def test_checks_collations_and_references_are_read_from_the_statement(shop: File) -> None:
    facts = {fact.key: fact for fact in shop.portrait().facts}
    check = facts["check constraint", "item", "dear"]
    assert (check.aspects["definition"], check.columns) == ("( price > ( 1 + 1 ) )", ("price",))
    assert facts["column", "item", "name"].aspects == {
        "type": "VARCHAR(50)",
        "not null": "yes",
        "default": "'a, b'",
        "collation": "NOCASE",
    }
    reference = facts["foreign key", "item", "shelf_id to shelf"]
    assert "ON DELETE CASCADE" in reference.aspects["definition"]
