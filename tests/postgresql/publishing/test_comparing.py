"""Tables compared on two sides, at a moment and while rows flow."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import psycopg
import pytest

from migration_safety.databases.postgresql.publishing.comparing.comparer import (
    Compared,
    at_a_moment,
    while_flowing,
)
from migration_safety.databases.postgresql.publishing.comparing.reading import Comparison
from migration_safety.databases.postgresql.publishing.comparing.snapshots import pinned
from tests.postgresql.publishing.conftest import TABLES, Sides

WANTED = [Compared(name, name, columns) for name, columns in TABLES.items()]
BOOKS = WANTED[1:]
COPIED = "INSERT INTO book (id, title) SELECT i, 'title ' || i FROM generate_series(1, 3000) AS i"
EMPTY = "TRUNCATE book"


def compared(sides: Sides, wanted: Sequence[Compared] = BOOKS) -> list[Comparison]:
    with pinned(sides.blue, sides.green):
        return list(at_a_moment(sides.blue, sides.green, wanted))


@pytest.fixture
def books(newest_sides: Sides) -> Sides:
    """The same books on both sides, with no stream between them."""
    for each in (newest_sides.blue, newest_sides.green):
        each.execute(EMPTY)
        each.execute(COPIED)
    return newest_sides


def test_what_was_copied_is_equal(sides: Sides) -> None:
    sides.follow()
    sides.ready()
    sides.arrived()
    found = compared(sides, WANTED)
    assert [(each.equal, each.rows) for each in found] == [(True, 21), (True, 2000)]


def test_every_kind_of_difference_is_counted(books: Sides) -> None:
    books.green.execute("DELETE FROM book WHERE id IN (5, 6)")
    books.green.execute("INSERT INTO book (id, title) VALUES (99999, 'only here')")
    books.green.execute("UPDATE book SET title = title || '!' WHERE id IN (10, 20, 30)")
    (found,) = compared(books)
    assert (found.missing, found.extra, found.changed, found.equal) == (2, 1, 3, False)


def test_values_that_have_changed_places_differ(books: Sides) -> None:
    books.green.execute("UPDATE book SET title = 'title ' || (3 - id) WHERE id IN (1, 2)")
    (found,) = compared(books)
    assert found.changed == 2


@pytest.mark.parametrize(
    "altered",
    [
        "ALTER TABLE book ALTER shelf_id TYPE bigint, ALTER title TYPE varchar(40)",
        "ALTER TABLE book ALTER id TYPE numeric, ALTER shelf_id TYPE text",
        "ALTER TABLE book ADD extra int DEFAULT 7",
        "ALTER TABLE book DROP CONSTRAINT book_pkey",
    ],
)
def test_values_are_the_same_whatever_type_holds_them(books: Sides, altered: str) -> None:
    books.blue.execute("UPDATE book SET shelf_id = NULL")
    books.green.execute(f"ALTER TABLE book DROP CONSTRAINT book_shelf_id_fkey; {altered}".encode())
    (found,) = compared(books)
    assert found.equal


def test_rows_without_a_key_are_compared_as_wholes(books: Sides) -> None:
    for each in (books.blue, books.green):
        each.execute("ALTER TABLE book DROP CONSTRAINT book_pkey")
        each.execute("INSERT INTO book (id, title) VALUES (1, 'title 1')")
    books.green.execute("UPDATE book SET title = 'other' WHERE id = 2")
    (found,) = compared(books)
    assert (found.missing, found.extra, found.changed) == (1, 1, 0)


def test_numbers_that_lost_digits_differ(books: Sides) -> None:
    for each, digits in ((books.blue, 4), (books.green, 2)):
        each.execute(f"ALTER TABLE book ADD price numeric(10, {digits}) DEFAULT 1.2345".encode())
    (found,) = compared(books, [Compared("public.book", "public.book", ("id", "price"))])
    assert found.changed == 3000


def test_a_table_that_cannot_be_read_is_unproven(books: Sides) -> None:
    books.green.execute("ALTER TABLE book ALTER id TYPE text")
    books.green.execute("UPDATE book SET id = 'no number' WHERE id = '1'")
    first, second = compared(books, [*BOOKS, WANTED[0]])
    assert "invalid text representation" in first.unproven
    assert "no number" not in first.unproven
    assert not second.unproven


def test_rows_on_their_way_are_no_difference(sides: Sides) -> None:
    sides.follow()
    sides.ready()
    done = threading.Event()
    writer = threading.Thread(target=rewrite, args=(sides.pair.blue, done))
    writer.start()
    found = list(while_flowing(sides.blue, sides.green, WANTED, settle=sides.arrived))
    done.set()
    writer.join()
    assert all(each.equal for each in found), found


def test_a_row_that_is_lost_stays_a_difference(newest_sides: Sides) -> None:
    newest_sides.follow()
    newest_sides.ready()
    newest_sides.green.execute("DELETE FROM book WHERE id = 1")
    stays = newest_sides.arrived
    found = list(while_flowing(newest_sides.blue, newest_sides.green, BOOKS, settle=stays))
    assert found[0].missing == 1


def rewrite(url: str, done: threading.Event) -> None:
    """Change books, one after the other."""
    number = 0
    with psycopg.connect(url, autocommit=True) as connection:
        while not done.wait(0.003):
            number = number % 2000 + 1
            connection.execute("UPDATE book SET title = title || '+' WHERE id = %s", [number])
