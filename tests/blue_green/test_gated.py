"""Who would pass by the gate is found before a switch begins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings as DjangoSettings

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.gate.row import age, install
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.gated import expect_middleware, expect_readable, settle
from migration_safety.gate import GateMiddleware
from tests.plugins.servers import Server


class Ours(GateMiddleware):
    """One that a project derives."""


@pytest.fixture
def blue(own_server: Server) -> Iterator[Side]:
    with own_server.database() as url:
        side = Side("blue", url)
        yield side
        side.forget()


@pytest.mark.parametrize(
    "middleware", ["migration_safety.gate.GateMiddleware", f"{Ours.__module__}.Ours"]
)
def test_a_project_with_the_middleware_may_switch(
    settings: DjangoSettings, middleware: str
) -> None:
    settings.MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", middleware]

    expect_middleware()


def test_a_project_without_it_may_not(settings: DjangoSettings) -> None:
    settings.MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]

    with pytest.raises(RefusedError, match="no request goes through"):
        expect_middleware()


def test_nor_one_that_has_no_alias_for_it(settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"GATE_DATABASE": ""}

    with pytest.raises(RefusedError, match="GATE_DATABASE is empty"):
        expect_middleware()


def test_a_role_that_cannot_read_the_gate_is_named(blue: Side) -> None:
    blue.connection.execute("CREATE ROLE gate_blind")
    expect_readable(blue, ["gate_blind"])
    install(blue.connection, [])

    with pytest.raises(RefusedError, match=r"gate_blind may not read .* on blue"):
        expect_readable(blue, ["gate_blind"])
    blue.connection.execute("DROP ROLE gate_blind")


def test_a_gate_of_now_is_waited_for(blue: Side, settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"GATE_LOOK": 0.1}
    install(blue.connection, [])

    settle([blue])

    assert age(blue.connection) >= 0.2
