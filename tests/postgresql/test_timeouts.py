"""Timeouts of the real connection, and what SET makes of them in a migration."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from civicpulse.database import from_url
from migration_safety.core.price.timeouts import in_force, milliseconds
from migration_safety.core.statement import Action, Statement
from migration_safety.databases.postgresql.server import ask
from migration_safety.reading.replay import confined
from tests.plugins.servers import Server

STATEMENT = Statement("SELECT 1", 9, 1)


def limit(connection: BaseDatabaseWrapper, **others: Any) -> None:
    """What a receiver of the project's does."""
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '7s'")


def test_what_is_in_force_on_the_connection_is_read(server: Server, reachable: None) -> None:
    """By OPTIONS, by the database, and by a receiver of connection_created."""
    connection_created.connect(limit)
    try:
        with server.database() as url:
            settings = from_url(url)
            with server.connect() as admin:
                name = settings["NAME"]
                admin.execute(f"ALTER DATABASE {name} SET lock_timeout = '2s'".encode())
            settings["OPTIONS"] = {"options": "-c statement_timeout=30s"}
            with confined("default", settings) as connection:
                connection.ensure_connection()
                found = ask(connection, 1)
    finally:
        connection_created.disconnect(limit)
    assert found.version == server.version
    assert dict(found.timeouts) == {
        "lock_timeout": 2_000,
        "statement_timeout": 30_000,
        "idle_in_transaction_session_timeout": 7_000,
    } | ({"transaction_timeout": 0} if server.version >= 17 else {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 0), ("250", 250), ("2s", 2000), ("1 min", 60_000), ("1us", 1), ("soon", None)],
)
def test_a_setting_is_read_as_the_server_reads_it(text: str, expected: int | None) -> None:
    assert milliseconds(text) == expected


def setting(shape: str, value: str = "", *, transaction: int = 1, atomic: bool = True) -> Statement:
    action = Action(shape, name="lock_timeout", detail=value)
    return Statement(shape, 1, transaction, (action,), atomic=atomic)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([], 5),
        ([setting("SET", "2s", transaction=0)], 2000),
        ([setting("SET", "2s"), setting("RESET")], 5),
        ([setting("SET LOCAL", "0")], 0),
        ([setting("SET LOCAL", "0", transaction=0)], 5),
        ([setting("SET LOCAL", "0", atomic=False)], 5),
        ([setting("SET", "soon")], None),
    ],
)
def test_the_last_set_before_a_statement_counts(
    before: list[Statement], expected: int | None
) -> None:
    assert in_force("lock_timeout", {"lock_timeout": 5}, before, STATEMENT) == expected
