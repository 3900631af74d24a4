"""A stream that meets errors: what passes by itself, and what stops it."""

from __future__ import annotations

from migration_safety.databases.postgresql.publishing.progress import counters, progress
from migration_safety.databases.postgresql.publishing.subscription import (
    keep_trying,
    subscription_state,
)
from tests.postgresql.publishing.conftest import Sides, count, until

CUT = "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = %s"


def test_a_publisher_that_goes_away_is_followed_again(sides: Sides) -> None:
    sides.follow()
    sides.ready()
    keep_trying(sides.green, sides.name)
    sides.arrived()
    sides.blue.execute(CUT, [sides.name])
    sides.arrived()
    state = subscription_state(sides.green, sides.name)
    assert state
    assert state.enabled


def test_a_row_that_does_not_fit_is_tried_again_until_it_does(newest_sides: Sides) -> None:
    newest_sides.follow()
    newest_sides.ready()
    keep_trying(newest_sides.green, newest_sides.name)
    newest_sides.green.execute("ALTER TABLE book ADD CHECK (title <> 'too much')")
    newest_sides.blue.execute("INSERT INTO book (title) VALUES ('too much')")
    until(lambda: bool(counters(newest_sides.green, newest_sides.name)))
    name = newest_sides.name

    def failing() -> bool:
        stands = progress(newest_sides.blue, newest_sides.green, subscription=name, slot=name)
        return "has failed" in stands.failing

    until(failing)
    newest_sides.green.execute("ALTER TABLE book DROP CONSTRAINT book_title_check")
    newest_sides.arrived()
    assert count(newest_sides.green, "book WHERE title = 'too much'") == 1
