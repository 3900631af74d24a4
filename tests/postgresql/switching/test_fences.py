"""Fences keep out who writes, let the driver and the apply worker work, and are lifted again."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from migration_safety.databases.postgresql.switching.fence import (
    deaf_to_fence,
    fenced,
    lift_fence,
    raise_fence,
)
from migration_safety.databases.postgresql.switching.in_flight import in_flight, prepared
from migration_safety.databases.postgresql.switching.logins import let_in, may_log_in, shut_out
from migration_safety.databases.postgresql.switching.stillness import last_written, writing
from migration_safety.databases.postgresql.switching.writers import writers
from migration_safety.errors import DeadlineError, RefusedError
from tests.plugins.private_pairs import PrivatePair

MADE = "CREATE TABLE item (id int PRIMARY KEY)"
INSERT = "INSERT INTO item SELECT coalesce(max(id), 0) + 1 FROM item"


@pytest.fixture
def driver(private_pair: PrivatePair) -> psycopg.Connection:
    connection = private_pair.sides[0].connection
    connection.execute(MADE)
    return connection


@contextmanager
def client(pair: PrivatePair, user: str = "postgres") -> Iterator[psycopg.Connection]:
    """The application's session."""
    name = pair.sides[0].connection.info.dbname
    with psycopg.connect(pair.blue.url(name, user=user), autocommit=True) as connection:
        yield connection


@pytest.fixture
def role(driver: psycopg.Connection) -> Iterator[str]:
    name = f"app_{secrets.token_hex(4)}"
    driver.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
    driver.execute(sql.SQL("GRANT ALL ON item TO {}").format(sql.Identifier(name)))
    yield name
    driver.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
    driver.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_who_may_write_a_column_or_a_view_is_a_writer_too(
    driver: psycopg.Connection, role: str
) -> None:
    named = sql.Identifier(role)
    driver.execute("CREATE VIEW shown AS SELECT id FROM item")
    for granted in ("GRANT UPDATE (id) ON item TO {}", "GRANT INSERT ON shown TO {}"):
        driver.execute(sql.SQL("REVOKE ALL ON item, shown FROM {}").format(named))
        assert writers(driver, ["public.item"]) == ()
        driver.execute(sql.SQL(granted).format(named))
        assert [each.role for each in writers(driver, ["public.item"])] == [role]


def test_open_sessions_are_read_only_behind_the_fence_but_not_the_drivers(
    driver: psycopg.Connection, private_pair: PrivatePair
) -> None:
    with client(private_pair) as application:
        application.execute(INSERT)
        raise_fence(driver, seconds=5)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            application.execute(INSERT)
        driver.execute(INSERT)
        assert fenced(driver)


def test_sessions_write_again_when_the_fence_is_lifted(
    driver: psycopg.Connection, private_pair: PrivatePair
) -> None:
    raise_fence(driver, seconds=5)
    with client(private_pair) as application:
        lift_fence(driver, seconds=5)
        application.execute(INSERT)
        assert not fenced(driver)


def test_a_transaction_that_is_open_keeps_the_fence_waiting(
    driver: psycopg.Connection, private_pair: PrivatePair
) -> None:
    with client(private_pair) as application, application.transaction():
        application.execute(INSERT)
        assert [each.role for each in in_flight(driver)] == ["postgres"]
        assert writing(driver) == (application.info.backend_pid,)
        with pytest.raises(DeadlineError, match="still open"):
            raise_fence(driver, seconds=0.2)


def test_settings_of_a_database_that_go_before_the_fence_are_found(
    driver: psycopg.Connection,
) -> None:
    database = sql.Identifier(driver.info.dbname)
    driver.execute(
        sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = off").format(database)
    )
    assert deaf_to_fence(driver) == (f"all roles in {driver.info.dbname}",)


def test_a_prepared_transaction_is_seen(driver: psycopg.Connection) -> None:
    driver.execute("BEGIN; INSERT INTO item VALUES (1); PREPARE TRANSACTION 'one'")
    assert prepared(driver) == ("one",)
    driver.execute("ROLLBACK PREPARED 'one'")


def test_who_is_shut_out_loses_the_session_and_gets_no_other(
    driver: psycopg.Connection, private_pair: PrivatePair, role: str
) -> None:
    with pytest.raises(psycopg.OperationalError), client(private_pair, role) as application:
        shut_out(driver, [role], seconds=5)
        application.execute(INSERT)
    assert may_log_in(driver, [role]) == ()
    let_in(driver, [role])
    with client(private_pair, role) as application:
        application.execute(INSERT)


def test_the_driver_does_not_shut_itself_out(driver: psycopg.Connection) -> None:
    with pytest.raises(RefusedError, match="of its own"):
        shut_out(driver, ["postgres"], seconds=1)


def test_who_may_write_is_found_by_grants_and_by_sessions(
    driver: psycopg.Connection, private_pair: PrivatePair, role: str
) -> None:
    assert [each.role for each in writers(driver, ["public.item"])] == [role]
    with client(private_pair):
        found = writers(driver, ["public.item"])
    assert {(each.role, each.superuser, each.sessions) for each in found} == {
        (role, False, 0),
        ("postgres", True, 1),
    }


def test_a_write_moves_the_number_of_the_last_one_and_a_read_does_not(
    driver: psycopg.Connection,
) -> None:
    before = last_written(driver)
    driver.execute("SELECT count(*) FROM item")
    assert last_written(driver) == before
    driver.execute(INSERT)
    assert last_written(driver) > before
