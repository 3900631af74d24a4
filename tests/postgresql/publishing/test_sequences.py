"""Sequences of one side, set ahead on the other."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from migration_safety.databases.postgresql.publishing.sequences import (
    Position,
    positions,
    refuse_full,
    set_ahead,
)
from migration_safety.errors import RefusedError
from tests.postgresql.publishing.conftest import Sides

MANY = "DO 'BEGIN FOR i IN 1..1000 LOOP EXECUTE ''CREATE SEQUENCE many_'' || i; END LOOP; END'"


def upcoming(connection: psycopg.Connection[Any], sequence: str) -> int:
    row = connection.execute("SELECT nextval(%s)", [sequence]).fetchone()
    return int(row[0]) if row else 0


def test_the_other_side_goes_on_behind_the_gap(sides: Sides) -> None:
    found = set_ahead(sides.green, positions(sides.blue), gap=1000)
    assert found.set == ("public.book_id_seq", "public.shelf_id_seq")
    assert upcoming(sides.green, "book_id_seq") == 3001


def test_what_was_given_away_is_not_given_again(sides: Sides) -> None:
    sides.green.execute("SELECT setval('book_id_seq', 9000)")
    found = set_ahead(sides.green, positions(sides.blue), gap=1000)
    assert found.kept == ("public.book_id_seq",)
    assert upcoming(sides.green, "book_id_seq") == 9001


def test_one_that_was_set_and_not_called_gives_the_same_value(newest_sides: Sides) -> None:
    newest_sides.blue.execute("SELECT setval('book_id_seq', 500, false)")
    set_ahead(newest_sides.green, positions(newest_sides.blue), gap=0)
    assert upcoming(newest_sides.green, "book_id_seq") == 500


def test_a_new_one_begins_at_its_start(newest_sides: Sides) -> None:
    for each in (newest_sides.blue, newest_sides.green):
        each.execute("CREATE SEQUENCE fresh")
    found = set_ahead(newest_sides.green, positions(newest_sides.blue), gap=0)
    assert "public.fresh" in found.set
    assert upcoming(newest_sides.green, "fresh") == 1


def test_one_that_counts_down_goes_on_below(newest_sides: Sides) -> None:
    for each in (newest_sides.blue, newest_sides.green):
        each.execute('CREATE SEQUENCE "Down, by ten" INCREMENT -10')
    newest_sides.blue.execute("SELECT nextval('\"Down, by ten\"'), nextval('\"Down, by ten\"')")
    set_ahead(newest_sides.green, positions(newest_sides.blue), gap=5)
    assert upcoming(newest_sides.green, '"Down, by ten"') == -71


def test_one_that_is_not_there_is_told(newest_sides: Sides) -> None:
    found = set_ahead(newest_sides.green, [Position("public.gone_id_seq", 5)], gap=1)
    assert found.missing == ("public.gone_id_seq",)


def test_one_without_room_for_the_gap_is_refused(newest_sides: Sides) -> None:
    newest_sides.green.execute("CREATE SEQUENCE small AS smallint")
    found = set_ahead(newest_sides.green, [Position("public.small", 32_000)], gap=1000)
    with pytest.raises(RefusedError, match=r"left of public\.small"):
        refuse_full(found)


def test_a_thousand_are_set(newest_sides: Sides) -> None:
    for each in (newest_sides.blue, newest_sides.green):
        each.execute(MANY)
    found = set_ahead(newest_sides.green, positions(newest_sides.blue), gap=10)
    assert len(found.set) == 1002
