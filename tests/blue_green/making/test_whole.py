"""Green is made, migrated and compared while blue is written to, and taken away again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from migration_safety.databases.postgresql.portrait.portrait import portrait
from tests.blue_green.making.conftest import Deployed
from tests.blue_green.making.library import STATES
from tests.postgresql.publishing.conftest import count, until

SLOTS = "pg_replication_slots WHERE database = current_database()"
SENT = "pg_publication_tables WHERE tablename = 'library_book' AND 'pages' = ANY(attnames)"
OWN = "SELECT id FROM library_shelf WHERE floor = 9"
# Tables of blue, each written to in every round.
WORK = """
    WITH s AS (INSERT INTO library_shelf (name) VALUES ('new') RETURNING id),
        t AS (INSERT INTO library_tag (label) VALUES ('new')),
        n AS (INSERT INTO library_note (text) VALUES ('new'))
    INSERT INTO library_book (title, pages, shelf_id) SELECT 'new', 1, id FROM s;
    UPDATE library_tag SET label = label || '+' WHERE id < 5
"""

OWNERS = """
    SELECT tableowner::text FROM pg_tables WHERE schemaname = 'public' UNION
    SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()
"""


@pytest.mark.slow
def test_green_has_every_row_in_its_own_schema_and_goes_without_a_trace(deployed: Deployed) -> None:
    before = portrait(deployed.blue), portrait(deployed.green)
    with written_to(deployed.pair.blue):
        deployed.reach(*STATES)
    STATES["validated"].act(deployed.run)
    ((made_by_migrate,),) = deployed.green.execute(OWN).fetchall()
    assert made_by_migrate > 100_000
    assert count(deployed.green, "library_tag") == count(deployed.blue, "library_tag") > 50
    assert count(deployed.green, "library_remark") == count(deployed.blue, "library_note") > 50
    assert owners(deployed.green) == owners(deployed.blue) == {deployed.pair.role}
    deployed.abort()
    after = portrait(deployed.blue), portrait(deployed.green)
    assert set(after[0].facts) ^ set(before[0].facts) == set()
    assert set(after[1].facts) ^ set(before[1].facts) == set()
    assert count(deployed.blue, SLOTS) == 0


def test_each_state_can_be_done_and_taken_back_twice(newest_deployed: Deployed) -> None:
    run = newest_deployed.run
    for name, state in STATES.items():
        newest_deployed.reach(name)
        state.act(run)
        assert state.done(run), name
        assert list(state.script(run)), name
    for state in reversed(STATES.values()):
        state.undo(run)
        state.undo(run)
    assert count(newest_deployed.blue, SLOTS) == 0
    assert count(newest_deployed.green, "pg_class WHERE relname LIKE 'library%'") == 0


def test_a_transaction_that_is_open_as_columns_go_arrives_whole(
    newest_deployed: Deployed,
) -> None:
    newest_deployed.reach("green_ready", "copying", "frozen")
    with psycopg.connect(newest_deployed.pair.blue) as writer:
        writer.execute("SET synchronous_commit = off")
        writer.execute("INSERT INTO library_book (title, pages, shelf_id) VALUES ('open', 1, 1)")
        migrating = threading.Thread(target=newest_deployed.reach, args=["migrated"])
        migrating.start()
        until(lambda: count(newest_deployed.blue, SENT) == 0)
        # Long enough for a driver that does not wait for it to find where the stream has come to.
        time.sleep(1)
    migrating.join()
    newest_deployed.reach("streaming")
    assert count(newest_deployed.green, "library_book WHERE title = 'open'") == 1


def owners(connection: psycopg.Connection[Any]) -> set[str]:
    """Of the database, and of all tables in it."""
    return {owner for (owner,) in connection.execute(OWNERS.encode())}


@contextmanager
def written_to(url: str) -> Iterator[None]:
    """Inside, somebody changes every table, over and over."""
    done = threading.Event()
    writer = threading.Thread(target=_write, args=(url, done))
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join()


def _write(url: str, done: threading.Event) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        while not done.wait(0.01):
            connection.execute(WORK)
