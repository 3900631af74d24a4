"""Rows, bytes of log, disk and loops: the work that a traced statement does."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from migration_safety.core.trial.leg import Direction
from migration_safety.databases.postgresql.sandbox import Sandbox
from tests.plugins.servers import Server
from tests.postgresql.trace.conftest import ROWS, Traced, Tracing, traced_on

TRIGGER = """
    CREATE TABLE note (id bigint);
    CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO note VALUES (NEW.id); RETURN NEW; END $$;
    CREATE TRIGGER noted AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION noted();
"""
INSERT = "INSERT INTO item (id, name) VALUES (%s, 'x')"


def loop(traced: Traced, *, atomic: bool, runs: int = 100) -> None:
    """Rows written one by one, as RunPython does."""
    traced.tracer.begin("shop", "0001_initial")
    with traced.connection.schema_editor(atomic=atomic) as editor:
        traced.tracer.operation = 0
        with editor.connection.cursor() as cursor:
            for number in range(runs):
                cursor.execute("SELECT id FROM parent WHERE id = %s", [number])
                cursor.execute(INSERT, [ROWS + 1 + number])
        traced.tracer.operation = None


@pytest.mark.parametrize("atomic", [True, False])
def test_the_log_grows_with_the_rows(own_server: Server, reachable: None, atomic: bool) -> None:
    # Nobody else writes to that server's log.
    with Sandbox(own_server.url()) as sandbox, traced_on(sandbox) as traced:
        few = traced.one("UPDATE item SET note = 'x' WHERE id <= 100", atomic=atomic)
        many = traced.one("UPDATE item SET note = 'x' WHERE id <= 10000", atomic=atomic)
    assert (few.rows, many.rows) == (100, 10_000)
    assert 100 * 20 < few.wal_bytes < many.wal_bytes / 20


def test_a_rewrite_goes_through_the_log(server: Server, tracing: Tracing) -> None:
    with tracing(server) as traced:
        (size,) = traced.connection.connection.execute("SELECT pg_relation_size('item')").fetchone()
        spent = traced.one("ALTER TABLE item ALTER COLUMN amount TYPE bigint")
    assert spent.wal_bytes > size


def test_rows_that_a_trigger_or_a_block_writes_are_counted(
    newest: Server, tracing: Tracing
) -> None:
    block = "DO $$ BEGIN INSERT INTO item (id, name) VALUES (-2, 'x'); END $$"
    with tracing(newest) as traced:
        traced.connection.connection.execute(TRIGGER.encode())
        inserted = traced.one("INSERT INTO item (id, name) VALUES (-1, 'x')")
        blocked = traced.one(block)
        alone = traced.one("INSERT INTO item (id, name) VALUES (-3, 'x')", atomic=False)
    expected = (("item", 1), ("note", 1))
    assert [inserted.writes, blocked.writes, alone.writes] == [expected] * 3


@pytest.mark.parametrize("atomic", [True, False])
def test_a_loop_is_summed_up_by_its_queries(server: Server, tracing: Tracing, atomic: bool) -> None:
    with tracing(server) as traced:
        loop(traced, atomic=atomic)
    (cost,) = traced.tracer.costs
    select, insert = (each for each in cost.spent if each.sql != "COMMIT")
    assert (select.runs, insert.runs) == (100, 100)
    assert (select.writes, insert.writes) == ((), (("item", 100),))
    assert f"{ROWS + 1}" not in insert.sql
    assert cost.seconds > select.seconds + insert.seconds


def test_the_disk_at_its_peak_holds_the_table_twice(server: Server, tracing: Tracing) -> None:
    with tracing(server) as traced:
        (size,) = traced.connection.connection.execute("SELECT pg_table_size('item')").fetchone()
        cost = traced.migration(
            "ALTER TABLE item ALTER COLUMN amount TYPE bigint", "SELECT pg_sleep(0.3)"
        )
    assert cost.disk_bytes >= size


def test_a_string_of_statements_is_run_as_one(newest: Server, tracing: Tracing) -> None:
    string = "-- both\nALTER TABLE item ADD a text; ALTER TABLE parent ADD b text;"
    with tracing(newest) as traced:
        (spent,) = traced.migration(string, atomic=False).spent
    assert spent.sql == string


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("UPDATE item SET name = 'Jane' WHERE id = 1", "UPDATE item SET name = '***' WHERE id = 1"),
        ("ALTER TABLE item ALTER name SET DEFAULT 'x'",) * 2,
    ],
)
def test_values_of_rows_are_not_told(
    newest: Server, tracing: Tracing, statement: str, text: str
) -> None:
    with tracing(newest) as traced:
        assert traced.one(statement).sql == text


def test_what_is_no_sql_is_told_by_its_first_word(newest: Server, tracing: Tracing) -> None:
    with tracing(newest) as traced:
        with pytest.raises(DatabaseError):
            traced.migration("UPDATE item SET name = 'Jane")
        failed = traced.tracer.spent[0]
    assert (failed.sql, "42601" in failed.error) == ("UPDATE ...", True)


def test_the_way_back_is_told_apart(newest: Server, tracing: Tracing) -> None:
    with tracing(newest) as traced:
        traced.tracer.direction = Direction.BACKWARD
        cost = traced.migration("ALTER TABLE item DROP COLUMN note")
    assert (cost.direction, cost.spent[0].direction) == ("backward", "backward")
    assert cost.label == "shop.0001_initial"


@pytest.mark.parametrize("statement", ["DISCARD ALL", "DEALLOCATE ALL"])
def test_statements_that_reset_the_session_do_not_blind_the_tracer(
    newest: Server, tracing: Tracing, statement: str
) -> None:
    with tracing(newest) as traced:
        traced.migration(statement, atomic=False)
        spent = traced.one("ALTER TABLE item ADD a text")
    assert [lock.table for lock in spent.locks] == ["item"]


def test_a_session_that_the_migration_opens_anew_is_followed(
    newest: Server, tracing: Tracing
) -> None:
    with tracing(newest) as traced:
        traced.tracer.begin("shop", "0001_initial")
        with traced.connection.schema_editor(atomic=False) as editor:
            traced.tracer.operation = 0
            editor.connection.close()
            editor.execute("ALTER TABLE item ALTER COLUMN amount TYPE bigint", params=None)
            traced.tracer.operation = None
        (spent,) = traced.tracer.spent
    assert [each.reason for each in spent.rewrites] == ["a column's type changed"]
