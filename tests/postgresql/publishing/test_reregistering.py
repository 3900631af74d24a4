"""Tables made anew on green, under load: no row may be lost."""

from __future__ import annotations

import threading

import psycopg
import pytest

from migration_safety.databases.postgresql.publishing.relations import not_followed
from migration_safety.databases.postgresql.publishing.reregistering import halt, reregister
from migration_safety.databases.postgresql.publishing.subscription import (
    enable,
    subscription_state,
)
from migration_safety.errors import DeploymentError
from tests.postgresql.publishing.conftest import TABLES, Sides, count

SWAPPED = """
    CREATE TABLE other (LIKE book INCLUDING ALL);
    INSERT INTO other SELECT * FROM book;
    DROP TABLE book CASCADE;
    ALTER TABLE other RENAME TO book
"""


def test_no_row_is_lost_where_a_table_is_made_anew_under_load(sides: Sides) -> None:
    sides.follow()
    sides.ready()
    done = threading.Event()
    writer = threading.Thread(target=write, args=(sides.pair.blue, done))
    writer.start()
    reached = halt(sides.green, sides.name)
    sides.green.execute(SWAPPED)
    reregister(sides.green, sides.name, publisher=sides.pair.blue, at=reached)
    enable(sides.green, sides.name)
    done.set()
    writer.join()
    sides.arrived()
    assert not not_followed(sides.green, sides.name, TABLES)
    assert count(sides.green, "book") == count(sides.blue, "book") > 2000


def test_it_begins_where_the_copy_ended_if_nothing_was_written_since(sides: Sides) -> None:
    sides.follow()
    sides.ready()
    reached = halt(sides.green, sides.name)
    sides.green.execute(SWAPPED)
    reregister(sides.green, sides.name, publisher=sides.pair.blue, at=reached)
    enable(sides.green, sides.name)
    sides.arrived()
    assert count(sides.green, "shelf") == count(sides.blue, "shelf")


def test_one_that_has_applied_nothing_begins_with_its_slot(newest_sides: Sides) -> None:
    newest_sides.follow(copy=False, enabled=False)
    reached = halt(newest_sides.green, newest_sides.name)
    newest_sides.blue.execute("INSERT INTO book (title) VALUES ('first')")
    reregister(newest_sides.green, newest_sides.name, publisher=newest_sides.pair.blue, at=reached)
    enable(newest_sides.green, newest_sides.name)
    newest_sides.arrived()
    assert count(newest_sides.green, "book") == 1


def test_broken_off_the_old_one_is_there(newest_sides: Sides) -> None:
    newest_sides.follow()
    newest_sides.ready()
    reached = halt(newest_sides.green, newest_sides.name)
    newest_sides.green.execute("DROP TABLE shelf CASCADE")
    with pytest.raises(DeploymentError):
        reregister(
            newest_sides.green, newest_sides.name, publisher=newest_sides.pair.blue, at=reached
        )
    state = subscription_state(newest_sides.green, newest_sides.name)
    assert state and state.slot == newest_sides.name


def test_a_copy_that_is_not_done_is_in_the_way(newest_sides: Sides) -> None:
    newest_sides.follow(enabled=False)
    with pytest.raises(DeploymentError, match="first copy"):
        halt(newest_sides.green, newest_sides.name)


def write(url: str, done: threading.Event) -> None:
    """Insert books, one in each transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        while not done.is_set():
            connection.execute("INSERT INTO book (title) VALUES ('under load')")
