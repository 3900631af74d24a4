"""Data migrations may loop for ever so long: what is kept of their queries is bounded."""

from __future__ import annotations

from typing import Any

from migration_safety.core.observation import Observation
from migration_safety.databases.postgresql.observe.journal import FURTHER, MOST
from tests.plugins.sandboxes import Observed, Observing
from tests.plugins.servers import Server


def queries(observed: Observed, *runs: tuple[str, list[Any]]) -> list[Observation]:
    """Run queries with parameters, as the ORM does for RunPython, in one operation."""
    observed.recorder.begin("shop", "0002_data")
    with observed.connection.schema_editor(), observed.connection.cursor() as cursor:
        observed.recorder.operation = 0
        for sql, params in runs:
            cursor.execute(sql, params)
        observed.recorder.operation = None
    return observed.recorder.observations


def test_a_loop_of_queries_is_one_observation(newest: Server, observing: Observing) -> None:
    update = "UPDATE plain SET amount = %s WHERE name = %s"
    with observing(newest) as observed:
        seen = queries(observed, *((update, [index, "secret"]) for index in range(3000)))
    (only,) = seen
    assert only.sql == update
    assert [(each.lock, each.scans) for each in only.effects] == [("ROW EXCLUSIVE", True)]
    assert "secret" not in repr(only)


def test_what_unread_rounds_of_a_loop_have_done_is_not_blamed_on_the_next_statement(
    newest: Server, observing: Observing
) -> None:
    update, read = "UPDATE plain SET amount = 1 WHERE name = %s", "SELECT 1 FROM plain WHERE %s"
    with observing(newest) as observed:
        seen = queries(observed, *([(update, ["a"])] * 4), (read, [False]))
    assert [[each.scans for each in one.effects] for one in seen] == [[True], [False]]


def test_rows_fetched_later_are_not_blamed_on_the_next_statement(
    newest: Server, observing: Observing
) -> None:
    read, alter = "SELECT name FROM plain", "ALTER TABLE plain ALTER COLUMN amount DROP DEFAULT"
    with observing(newest) as observed:
        observed.recorder.begin("shop", "0002_data")
        with observed.connection.schema_editor() as editor:
            observed.recorder.operation = 0
            with observed.connection.chunked_cursor() as cursor:
                cursor.execute(read)
                cursor.fetchall()
            editor.execute(alter)
            observed.recorder.operation = None
    seen = {
        each.sql: [effect.scans for effect in each.effects]
        for each in observed.recorder.observations
    }
    assert seen == {read: [True], alter: [False]}


def test_queries_without_number_are_told_in_one_line(newest: Server, observing: Observing) -> None:
    with observing(newest) as observed:
        seen = queries(observed, *((f"SELECT {index}", []) for index in range(MOST + 50)))
    assert len(seen) == MOST + 1
    assert seen[-1].sql == FURTHER
