"""Which locks a traced statement takes, how long they are waited for and held."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from time import perf_counter, sleep
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError

from migration_safety.core.effect import Blocks
from migration_safety.core.trial.costs.cost import longest
from tests.plugins.servers import Server
from tests.postgresql.trace.conftest import Tracing, modes, the_lock

Another = Callable[[Server], Any]

EXCLUSIVE, SUE = "ACCESS EXCLUSIVE", "SHARE UPDATE EXCLUSIVE"
CHECK = "ALTER TABLE item ADD CONSTRAINT positive CHECK (amount > 0)"
STRONGEST = {
    "CREATE INDEX made ON item (note)": ("item", "SHARE", Blocks.WRITES),
    "ALTER TABLE item ADD COLUMN extra text": ("item", EXCLUSIVE, Blocks.EVERYTHING),
    CHECK: ("item", EXCLUSIVE, Blocks.EVERYTHING),
    f"{CHECK} NOT VALID".replace("positive", "again"): ("item", EXCLUSIVE, Blocks.EVERYTHING),
    "UPDATE item SET note = 'x'": ("item", "ROW EXCLUSIVE", Blocks.NOTHING),
    "ALTER TABLE item ADD FOREIGN KEY (parent_id) REFERENCES parent (id)": (
        "parent",
        "SHARE ROW EXCLUSIVE",
        Blocks.WRITES,
    ),
}
WAITING = """
    SELECT count(*) FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""


class Blocker:
    """Keeps others waiting from a statement of its own on, until it has seen one wait.

    `kept` is for most of the time that it went on keeping that one waiting.
    """

    def __init__(self, session: psycopg.Connection[Any], statement: str) -> None:
        self.kept = 0.0
        self._session = session
        session.execute(statement.encode())
        self._thread = Thread(target=self._block)

    def __enter__(self) -> Blocker:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.join()

    def _block(self) -> None:
        while not self._session.execute(WAITING).fetchall()[0][0]:
            sleep(0.001)
        seen = perf_counter()
        sleep(0.05)
        self.kept = 0.8 * (perf_counter() - seen)
        self._session.rollback()


def test_a_statement_in_a_transaction_tells_its_locks(server: Server, tracing: Tracing) -> None:
    with tracing(server) as traced:
        found = {statement: traced.one(statement).locks for statement in STRONGEST}
    told = {it: {(lock.table, lock.mode, lock.blocks) for lock in found[it]} for it in found}
    assert {it: expected for it, expected in STRONGEST.items() if expected not in told[it]} == {}


def test_a_validation_that_comes_later_takes_a_weaker_lock(
    server: Server, tracing: Tracing
) -> None:
    with tracing(server) as traced:
        traced.migration(f"{CHECK} NOT VALID")
        spent = traced.one("ALTER TABLE item VALIDATE CONSTRAINT positive")
    assert modes(spent) == {("item", SUE)}
    assert spent.scans == ("item",)


def test_an_early_lock_is_held_until_the_commit(server: Server, tracing: Tracing) -> None:
    with tracing(server) as traced:
        cost = traced.migration(
            "ALTER TABLE item ADD COLUMN extra text", "UPDATE item SET extra = note"
        )
    alter, update, commit = cost.spent
    assert the_lock(alter, "item", EXCLUSIVE).held > update.seconds + commit.seconds
    assert the_lock(alter, "item", EXCLUSIVE).held < cost.seconds
    assert modes(update) == {("item", "ROW EXCLUSIVE")}
    assert commit.sql == "COMMIT"
    assert not alter.alone
    assert longest([cost]) == the_lock(alter, "item", EXCLUSIVE)


def test_our_own_readings_are_no_part_of_a_hold(newest: Server, tracing: Tracing) -> None:
    alters = [f"ALTER TABLE item ADD COLUMN extra{n} text" for n in range(20)]
    with tracing(newest) as traced:
        start = perf_counter()
        cost = traced.migration(*alters)
        wall = perf_counter() - start
    (lock,) = cost.spent[0].locks
    assert sum(each.seconds for each in cost.spent) < cost.seconds < wall
    assert lock.held < cost.seconds


def test_a_concurrent_build_is_seen_to_wait_and_to_hold(
    server: Server, tracing: Tracing, another: Another
) -> None:
    write = "UPDATE item SET note = 'x' WHERE id = 1"
    with (
        tracing(server) as traced,
        another(server) as session,
        Blocker(session, write) as blocker,
    ):
        spent = traced.one("CREATE INDEX CONCURRENTLY made ON item (note)", atomic=False)
    assert modes(spent) == {("item", SUE)}
    assert blocker.kept <= spent.waited <= spent.seconds
    assert blocker.kept <= the_lock(spent, "item", SUE).held <= spent.seconds


def test_a_lock_that_another_session_holds_is_waited_for(
    server: Server, tracing: Tracing, another: Another
) -> None:
    with (
        tracing(server) as traced,
        another(server) as session,
        Blocker(session, "SELECT FROM item LIMIT 1") as blocker,
    ):
        cost = traced.migration(
            "ALTER TABLE item ADD COLUMN extra text", "UPDATE item SET extra = note"
        )
    alter, update, _ = cost.spent
    lock = the_lock(alter, "item", EXCLUSIVE)
    assert blocker.kept <= lock.waited <= alter.seconds
    assert blocker.kept <= alter.waited <= alter.seconds
    assert cost.waited == pytest.approx(alter.waited)
    assert update.seconds < lock.held < cost.seconds - blocker.kept


def test_a_statement_that_gave_up_waiting_tells_how_long_it_waited(
    newest: Server, tracing: Tracing, another: Another
) -> None:
    with tracing(newest) as traced, another(newest) as session:
        session.execute("SELECT FROM item LIMIT 1")
        with pytest.raises(DatabaseError):
            traced.migration(
                "SET LOCAL lock_timeout = '100ms'", "ALTER TABLE item ADD COLUMN extra text"
            )
        (cost,) = traced.tracer.costs
        session.rollback()
    _, failed, rollback = cost.spent
    assert "55P03" in failed.error
    assert failed.waited > failed.seconds / 2
    assert rollback.sql == "ROLLBACK"


def test_a_lock_given_up_by_a_savepoint_is_held_no_longer(newest: Server, tracing: Tracing) -> None:
    tracer_statements = ("ALTER TABLE item ADD COLUMN extra text", "UPDATE parent SET id = id")
    with tracing(newest) as traced:
        traced.tracer.begin("shop", "0001_initial")
        with traced.connection.schema_editor() as editor:
            traced.tracer.operation = 0
            savepoint = editor.connection.savepoint()
            editor.execute(tracer_statements[0], params=None)
            editor.connection.savepoint_rollback(savepoint)
            editor.execute(tracer_statements[1], params=None)
            editor.execute("SELECT pg_sleep(0.02)", params=None)
            traced.tracer.operation = None
        (cost,) = traced.tracer.costs
    alter, _, sleeping, _ = cost.spent
    assert the_lock(alter, "item", EXCLUSIVE).held < sleeping.seconds


def test_a_deferred_check_that_fails_is_an_error_of_the_commit(
    newest: Server, tracing: Tracing
) -> None:
    key = "ALTER TABLE item ADD FOREIGN KEY (parent_id) REFERENCES parent (id)"
    with tracing(newest) as traced:
        with pytest.raises(IntegrityError):
            traced.migration(
                f"{key} DEFERRABLE INITIALLY DEFERRED", "UPDATE item SET parent_id = 0"
            )
        commit = next(each for each in traced.tracer.spent if each.sql == "COMMIT")
    assert "23503" in commit.error
    assert "Key" not in commit.error


def test_a_table_that_the_migration_makes_keeps_nobody_waiting(
    newest: Server, tracing: Tracing
) -> None:
    with tracing(newest) as traced:
        made, index, _ = traced.migration(
            "CREATE TABLE made (id bigint)", "CREATE INDEX made_idx ON made (id)"
        ).spent
    assert made.locks == index.locks == ()


def test_a_renamed_table_goes_by_its_old_name_then_by_its_new_one(
    newest: Server, tracing: Tracing
) -> None:
    with tracing(newest) as traced:
        first, second, _ = traced.migration(
            "ALTER TABLE item RENAME TO thing", "CREATE INDEX made ON thing (note)"
        ).spent
    assert modes(first) == {("item", EXCLUSIVE)}
    assert modes(second) == {("thing", "SHARE")}
