"""Green is made, migrated and compared while blue is written to, and taken away again."""

from __future__ import annotations

import threading

import psycopg
import pytest

from migration_safety.databases.postgresql.portrait.portrait import portrait
from tests.blue_green.making.conftest import Deployed
from tests.blue_green.making.library import STATES
from tests.postgresql.publishing.conftest import count

SLOTS = "pg_replication_slots WHERE database = current_database()"


def test_green_has_every_row_in_its_own_schema(deployed: Deployed) -> None:
    done = threading.Event()
    writer = threading.Thread(target=write, args=(deployed.pair.blue, done))
    writer.start()
    try:
        deployed.reach(*STATES)
    finally:
        done.set()
        writer.join()
    STATES["validated"].act(deployed.run)
    own = deployed.green.execute("SELECT id FROM library_shelf WHERE floor = 9").fetchall()
    assert count(deployed.green, "library_tag") == count(deployed.blue, "library_tag") > 50
    assert len(own) == 1
    assert own[0][0] > 100_000
    assert count(deployed.green, "popular") >= 20


def test_nothing_is_left_on_either_side(deployed: Deployed) -> None:
    before = portrait(deployed.blue), portrait(deployed.green)
    deployed.reach(*STATES)
    deployed.abort()
    after = portrait(deployed.blue), portrait(deployed.green)
    assert set(after[0].facts) ^ set(before[0].facts) == set()
    assert set(after[1].facts) ^ set(before[1].facts) == set()
    assert count(deployed.blue, SLOTS) == 0


@pytest.mark.parametrize("name", STATES)
def test_a_state_can_be_done_and_taken_back_twice(newest_deployed: Deployed, name: str) -> None:
    names = list(STATES)
    newest_deployed.reach(*names[: names.index(name) + 1])
    run, state = newest_deployed.run, STATES[name]
    state.act(run)
    assert state.done(run)
    state.undo(run)
    state.undo(run)
    newest_deployed.abort()
    assert count(newest_deployed.blue, SLOTS) == 0
    assert count(newest_deployed.green, "pg_class WHERE relname LIKE 'library%'") == 0


def write(url: str, done: threading.Event) -> None:
    """Change every table of blue, over and over."""
    with psycopg.connect(url, autocommit=True) as connection:
        while not done.wait(0.005):
            connection.execute(
                "WITH s AS (INSERT INTO library_shelf (name) VALUES ('new') RETURNING id),"
                " t AS (INSERT INTO library_tag (label) VALUES ('new'))"
                " INSERT INTO library_book (title, pages, shelf_id) SELECT 'new', 1, id FROM s"
            )
            connection.execute("UPDATE library_tag SET label = label || '+' WHERE id < 5")
