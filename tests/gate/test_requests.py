"""Requests at the gate: inside while they last, held, refused, and past it where there is none."""

from __future__ import annotations

import asyncio
from threading import Timer
from typing import Any

import psycopg
import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.core.handlers.asgi import ASGIHandler
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import AsyncClient, AsyncRequestFactory, Client
from pytest_django import Settings as DjangoSettings

from migration_safety.conf import configuration
from migration_safety.databases.postgresql.gate.barrier import barrier, inside
from migration_safety.databases.postgresql.gate.row import Gate, Mode, install, read, remove, turn
from migration_safety.errors import ConfigurationError
from tests.gate.addresses import asked
from tests.gate.conftest import QUICK, AddAlias

pytestmark = pytest.mark.urls("tests.gate.addresses")

Driver = psycopg.Connection[Any]


@pytest.fixture
def gate(driver: Driver, alias: BaseDatabaseWrapper) -> Gate:
    return install(driver, [])


def test_a_request_is_inside_while_it_lasts(client: Client, driver: Driver, gate: Gate) -> None:
    answers = [client.get("/plain/").content for _ in range(2)]

    assert answers == [b"1", b"1"]
    assert inside(driver) == []


def test_one_that_fails_leaves(driver: Driver, gate: Gate) -> None:
    answer = Client(raise_request_exception=False).get("/broken/")

    assert answer.status_code == 500
    assert inside(driver) == []


def test_one_that_streams_stays_until_it_is_closed(driver: Driver, gate: Gate) -> None:
    answer = Client().get("/streaming/")
    stayed = len(inside(driver))
    content = answer.getvalue()
    answer.close()

    assert (stayed, content) == (1, b"11")
    assert inside(driver) == []


def test_one_whose_client_goes_in_the_middle_leaves(driver: Driver, gate: Gate) -> None:
    answer = Client().get("/streaming/")
    next(iter(answer))
    answer.close()

    assert inside(driver) == []


def test_one_in_a_transaction_stays_until_after_the_commit(
    client: Client, driver: Driver, add_alias: AddAlias
) -> None:
    add_alias(ATOMIC_REQUESTS=True)
    install(driver, [])

    assert client.get("/plain/").content == b"1"
    assert inside(driver) == []


@pytest.mark.parametrize(
    "how",
    [
        {"CONN_MAX_AGE": 0},
        {"CONN_HEALTH_CHECKS": True},
        {"DISABLE_SERVER_SIDE_CURSORS": True},
        {"OPTIONS": {"server_side_binding": True}},
        {"OPTIONS": {"options": "-c default_transaction_isolation=serializable"}},
    ],
    ids=lambda how: next(iter(how)),
)
def test_however_it_connects(
    client: Client, driver: Driver, add_alias: AddAlias, how: dict[str, Any]
) -> None:
    add_alias(**how)
    install(driver, [])

    assert [client.get("/plain/").content for _ in range(2)] == [b"1", b"1"]
    assert inside(driver) == []


def test_a_pool_gets_its_connections_back_without_the_lock(
    client: Client, driver: Driver, add_alias: AddAlias
) -> None:
    pytest.importorskip("psycopg_pool")
    add_alias(CONN_MAX_AGE=0, OPTIONS={"pool": {"min_size": 1, "max_size": 2}})
    install(driver, [])

    assert [client.get("/plain/").content for _ in range(3)] == [b"1", b"1", b"1"]
    assert inside(driver) == []


def test_one_that_is_held_waits_and_goes_on(client: Client, driver: Driver, gate: Gate) -> None:
    held = turn(driver, gate, Mode.HOLD)
    barrier(driver, within=5)
    opening = Timer(0.2, turn, [driver, held, Mode.OPEN])
    opening.start()

    answer = client.get("/plain/")
    opening.join()

    assert (answer.status_code, answer.content) == (200, b"1")
    assert read(driver) == Gate(Mode.OPEN, 3)


def test_one_that_is_held_for_too_long_is_told_to_come_again(
    client: Client, driver: Driver, gate: Gate, settings: DjangoSettings
) -> None:
    settings.MIGRATION_SAFETY = QUICK | {"GATE_WAIT": 0.05}
    turn(driver, gate, Mode.HOLD)

    answer = client.get("/plain/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert answer["X-Migration-Safety-Gate"] == "hold"
    assert (asked, inside(driver)) == ([], [])


def test_one_that_is_refused_has_done_nothing(client: Client, driver: Driver, gate: Gate) -> None:
    turn(driver, gate, Mode.REFUSE)

    answer = client.post("/plain/")

    assert answer.status_code == 421
    assert answer["X-Migration-Safety-Gate"] == "refuse"
    assert (asked, inside(driver)) == ([], [])


def test_health_is_told_whatever_the_gate_says(client: Client, driver: Driver, gate: Gate) -> None:
    turn(driver, gate, Mode.REFUSE)

    answers = [client.get(f"/health/{path}") for path in ("live/", "db/?database=gated")]

    assert answers[0].status_code == 200
    assert answers[1].json()["checks"]["database"]["status"] == "ok"


def test_more_addresses_may_be_let_past(
    client: Client, driver: Driver, gate: Gate, settings: DjangoSettings
) -> None:
    settings.MIGRATION_SAFETY = QUICK | {"GATE_EXEMPT": ["/plain/"]}
    turn(driver, gate, Mode.REFUSE)

    assert client.get("/plain/").content == b"0"


def test_without_a_gate_nothing_is_asked_but_once_in_a_while(
    client: Client, alias: BaseDatabaseWrapper, driver: Driver, settings: DjangoSettings
) -> None:
    settings.MIGRATION_SAFETY = QUICK | {"GATE_LOOK": 3600}
    before = client.get("/plain/").content
    install(driver, [], Mode.REFUSE)
    remembered = client.get("/plain/").content
    settings.MIGRATION_SAFETY = QUICK

    assert (before, remembered) == (b"0", b"0")
    assert Client().get("/plain/").status_code == 421


def test_without_a_gate_a_transaction_goes_on(client: Client, alias: BaseDatabaseWrapper) -> None:
    with transaction.atomic("gated"):
        client.get("/plain/")

        assert client.get("/plain/").content == b"0"


def test_a_gate_that_goes_is_no_longer_asked(client: Client, driver: Driver, gate: Gate) -> None:
    client.get("/plain/")
    remove(driver)

    assert client.get("/plain/").content == b"0"
    install(driver, [])
    assert client.get("/plain/").content == b"1"


def test_a_kept_connection_that_was_ended_is_replaced(
    client: Client, driver: Driver, gate: Gate
) -> None:
    client.get("/plain/")
    driver.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    assert client.get("/plain/").content == b"1"


def test_a_database_that_does_not_answer_lets_nobody_in(
    client: Client, add_alias: AddAlias
) -> None:
    add_alias(HOST="127.0.0.1", PORT="1")

    answer = client.get("/plain/")

    assert answer.status_code == 421
    assert answer["X-Migration-Safety-Gate"] == "unreachable"


def test_one_that_was_known_to_have_no_gate_is_left_to_the_view(
    client: Client, alias: BaseDatabaseWrapper, driver: Driver
) -> None:
    client.get("/plain/")
    alias.close()
    connections["gated"].settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}

    answer = Client(raise_request_exception=False).get("/plain/")

    assert answer.status_code == 500


def test_a_view_that_closes_its_connection_is_told_of(
    client: Client, driver: Driver, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/closing/")

    assert answer.content == b"0"
    assert "closed its connection to 'gated' inside the gate" in caplog.text


def test_an_alias_of_none_takes_the_middleware_away(
    client: Client, alias: BaseDatabaseWrapper, driver: Driver, settings: DjangoSettings
) -> None:
    settings.MIGRATION_SAFETY = {"GATE_DATABASE": ""}
    install(driver, [], Mode.REFUSE)

    assert client.get("/plain/").content == b"0"


async def ask_async(path: str) -> tuple[int, bytes]:
    answer = await AsyncClient().get(path)
    if answer.streaming:
        parts = [part async for part in answer.streaming_content]
        await sync_to_async(answer.close)()
        return answer.status_code, b"".join(parts)
    return answer.status_code, answer.content


@pytest.mark.parametrize("path", ["/waiting/", "/plain/", "/flowing/"])
def test_async_requests_are_inside_too(driver: Driver, gate: Gate, path: str) -> None:
    assert async_to_sync(ask_async)(path) == (200, b"1")
    assert inside(driver) == []


def test_async_requests_are_refused_too(driver: Driver, gate: Gate) -> None:
    turn(driver, gate, Mode.REFUSE)

    assert async_to_sync(ask_async)("/waiting/")[0] == 421
    assert asked == []


def test_async_requests_wait_too(driver: Driver, gate: Gate) -> None:
    held = turn(driver, gate, Mode.HOLD)
    opening = Timer(0.2, turn, [driver, held, Mode.OPEN])
    opening.start()

    answer = async_to_sync(ask_async)("/waiting/")
    opening.join()

    assert answer == (200, b"1")


async def go_away(path: str) -> None:
    """A client that is gone while its request is worked on."""
    scope = AsyncRequestFactory()._base_scope(path=path, method="GET")
    server = ApplicationCommunicator(ASGIHandler(), scope)
    await server.send_input({"type": "http.request"})
    for _ in range(2000):
        if asked:
            break
        await asyncio.sleep(0.01)
    await server.send_input({"type": "http.disconnect"})
    await server.wait(timeout=20)


def test_async_requests_whose_client_goes_leave(driver: Driver, add_alias: AddAlias) -> None:
    add_alias(CONN_MAX_AGE=0)
    install(driver, [])

    async_to_sync(go_away)("/dawdling/")

    assert (asked, inside(driver)) == (["1"], [])


def test_an_unknown_alias_is_named(settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"GATE_DATABASE": "defualt"}

    with pytest.raises(ConfigurationError, match=r"GATE_DATABASE .* may not be 'defualt'"):
        configuration()
