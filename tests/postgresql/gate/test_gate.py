"""The gate on real servers: turned by compare-and-set, waited at until all have left."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import Any

import psycopg
import pytest

from migration_safety.databases.postgresql.gate.barrier import barrier, inside
from migration_safety.databases.postgresql.gate.row import (
    Gate,
    Mode,
    age,
    blind,
    install,
    installed,
    read,
    remove,
    turn,
)
from migration_safety.databases.postgresql.gate.words import ENTER, KEY, LEAVE, LOOK
from migration_safety.errors import DeadlineError, GateError
from tests.plugins.servers import Server

OPEN = Gate(Mode.OPEN, 1)

Connection = psycopg.Connection[Any]


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    with server.database() as url:
        yield url


@pytest.fixture
def driver(url: str) -> Iterator[Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        install(connection, [])
        yield connection


@pytest.fixture
def client(url: str) -> Iterator[Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def enter(client: Connection) -> tuple[bool, str]:
    """What the middleware does: whether the lock was there, and the mode."""
    cursor = client.execute(ENTER)
    locked = cursor.fetchone()
    cursor.nextset()
    row = cursor.fetchone()
    assert locked and row
    return locked[0], row[0]


def test_it_is_installed_once_and_as_it_was_first(driver: Connection) -> None:
    again = install(driver, [], Mode.HOLD)

    assert again == OPEN
    assert age(driver) >= 0


def test_it_goes_without_a_trace(driver: Connection) -> None:
    remove(driver)
    remove(driver)

    assert not installed(driver)
    assert driver.execute("SELECT to_regnamespace('migration_safety_deploy')").fetchone() == (None,)


def test_who_takes_it_away_waits_for_no_dump_and_holds_nobody_up(
    url: str, driver: Connection, client: Connection
) -> None:
    with psycopg.connect(url) as dump:
        dump.execute("LOCK TABLE migration_safety_deploy.gate IN ACCESS SHARE MODE")
        with pytest.raises(DeadlineError, match="gate's table is in use"):
            remove(driver, lock=0.05)
        assert enter(client) == (True, "open")
    remove(driver)
    assert not installed(driver)


def test_it_leaves_what_others_keep_in_the_schema(driver: Connection) -> None:
    driver.execute("CREATE TABLE migration_safety_deploy.journal ()")

    remove(driver)

    found = driver.execute("SELECT to_regclass('migration_safety_deploy.journal') IS NULL")
    assert found.fetchone() == (False,)


def test_each_turn_moves_the_epoch(driver: Connection) -> None:
    held = turn(driver, OPEN, Mode.HOLD)
    held_again = turn(driver, held, Mode.HOLD)

    assert held_again == read(driver) == Gate(Mode.HOLD, 3)


def test_who_saw_an_older_epoch_cannot_turn_it(driver: Connection) -> None:
    turn(driver, turn(driver, OPEN, Mode.REFUSE), Mode.OPEN)

    with pytest.raises(GateError, match="open at epoch 3, no longer open at 1"):
        turn(driver, OPEN, Mode.HOLD)
    assert read(driver) == Gate(Mode.OPEN, 3)


def test_it_turns_under_a_fence_that_makes_sessions_read_only(driver: Connection) -> None:
    driver.execute("SET default_transaction_read_only = on")

    assert turn(driver, OPEN, Mode.REFUSE).mode is Mode.REFUSE


def test_who_enters_under_such_a_fence_is_told_too(driver: Connection, client: Connection) -> None:
    client.execute("SET default_transaction_read_only = on")
    turn(driver, OPEN, Mode.REFUSE)

    assert enter(client) == (True, "refuse")


def test_where_there_is_none_reading_says_so(url: str) -> None:
    connecting = psycopg.connect(url, autocommit=True)
    with connecting as connection, pytest.raises(GateError, match="no gate on this side"):
        read(connection)


def test_a_role_without_the_grant_is_named(own_server: Server) -> None:
    with own_server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE gated LOGIN")
        connection.execute("CREATE ROLE forgotten LOGIN")
        install(connection, ["gated"])

        assert blind(connection, ["gated", "forgotten"]) == ["forgotten"]
        with psycopg.connect(url.replace("postgres@", "forgotten@"), autocommit=True) as stranger:
            assert stranger.execute(LOOK).fetchone() == (False,)
        with psycopg.connect(url.replace("postgres@", "gated@"), autocommit=True) as known:
            assert enter(known) == (True, "open")
        remove(connection)
        connection.execute("DROP ROLE gated, forgotten")


def test_looking_for_a_gate_that_is_not_there_is_no_error(url: str) -> None:
    with psycopg.connect(url) as connection:
        assert connection.execute(LOOK).fetchone() is None


def test_the_barrier_waits_for_who_is_inside(driver: Connection, client: Connection) -> None:
    enter(client)

    with pytest.raises(DeadlineError, match=rf"pid {client.info.backend_pid} \(postgres"):
        barrier(driver, within=0.05)
    client.execute(LEAVE)
    barrier(driver, within=5)

    assert inside(driver) == []


def test_a_lock_of_another_database_is_not_waited_for(server: Server, driver: Connection) -> None:
    with server.database() as url, psycopg.connect(url, autocommit=True) as elsewhere:
        elsewhere.execute(f"SELECT pg_advisory_lock_shared({KEY})")

        barrier(driver, within=1)


def test_who_comes_while_the_barrier_waits_is_turned_away_at_once(
    url: str, driver: Connection, client: Connection
) -> None:
    enter(client)
    turn(driver, OPEN, Mode.REFUSE)
    waiting = Thread(target=barrier, args=[driver], kwargs={"within": 30})
    waiting.start()

    with psycopg.connect(url, autocommit=True) as late:
        _wait_for_queue(late)
        found = enter(late)
        client.execute(LEAVE)
        waiting.join()

    assert found == (False, "refuse")


def test_a_process_that_dies_inside_frees_the_barrier(
    url: str, driver: Connection, client: Connection
) -> None:
    enter(client)
    client.execute("BEGIN")

    client.pgconn.finish()

    barrier(driver, within=10)


def test_who_waited_for_the_lock_reads_the_row_as_it_is_then(
    url: str, driver: Connection, client: Connection
) -> None:
    """The two statements of ENTER have a snapshot each: one for both would show "open"."""
    driver.execute(f"SELECT pg_advisory_lock({KEY})")
    slow = ENTER.replace("pg_try_advisory_lock_shared", "pg_advisory_lock_shared")
    seen: list[Any] = []

    def come() -> None:
        cursor = client.execute(slow)
        cursor.nextset()
        seen.append(cursor.fetchone())

    coming = Thread(target=come)
    coming.start()
    _wait_for_queue(driver)
    turn(driver, OPEN, Mode.REFUSE)
    driver.execute(f"SELECT pg_advisory_unlock({KEY})")
    coming.join()

    assert seen[0][0] == "refuse"


def _wait_for_queue(connection: Connection) -> None:
    """Until somebody waits for an advisory lock of this database."""
    question = """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """
    for _ in range(1000):
        if connection.execute(question).fetchone() != (0,):
            return
        connection.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits")
