"""Moments that are kept."""

from __future__ import annotations

from migration_safety.databases.postgresql.publishing.comparing.snapshots import pinned
from tests.postgresql.publishing.conftest import Sides, count


def test_a_pinned_session_sees_what_was_there(newest_sides: Sides) -> None:
    with newest_sides.pair.connect(newest_sides.pair.blue) as writer, pinned(newest_sides.blue):
        writer.execute("DELETE FROM book")
        assert count(newest_sides.blue, "book") == 2000
    assert count(newest_sides.blue, "book") == 0
