"""A pre-flight beside a real PgBouncer: who writes through it, and who past it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.report import Check, Status
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import ProgramError
from migration_safety.flows.blue_green.preflight import preflight
from migration_safety.proxies.pgbouncer.routes import Route
from migration_safety.proxies.running.installed import program
from migration_safety.proxies.running.pgbouncer import console, pgbouncer
from migration_safety.proxies.running.ports import free_port
from tests.blue_green.preflight.test_preflight import PLAN
from tests.plugins.pairs import Pair

HELD = replace(PLAN, strategy=Strategy.HOLD)


@pytest.fixture
def port(newest_pair: Pair) -> Iterator[int]:
    """Of a pooler that leads to blue by the name of shop."""
    try:
        program("pgbouncer")
    except ProgramError as error:
        pytest.skip(str(error))
    parts, port = conninfo_to_dict(newest_pair.blue), free_port()
    route = Route("shop", str(parts["host"]), int(str(parts["port"])), str(parts["dbname"]))
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with pgbouncer([route], port=port, users=["postgres"], folder=folder):
            yield port


def asked(pair: Pair, consoles: tuple[str, ...]) -> Check:
    sides = Side("blue", pair.blue), Side("green", pair.green)
    try:
        found = preflight(*sides, HELD, writers=("postgres",), consoles=consoles, sample=0.0)
    finally:
        for side in sides:
            side.forget()
    return next(each for each in found if each.name == "writers are pooled")


def test_who_writes_past_the_pooler_is_found(newest_pair: Pair, port: int) -> None:
    through = f"host=127.0.0.1 port={port} dbname=shop user=postgres"
    with psycopg.connect(through, autocommit=True) as pooled:
        pooled.execute("SELECT 1")
        assert asked(newest_pair, (console(port),)).status is Status.PASSED
        with newest_pair.connect(newest_pair.blue) as past:
            pid = past.info.backend_pid
            found = asked(newest_pair, (console(port),))
    assert found.status is Status.FAILED
    assert f"process {pid} " in str(found.details)


def test_a_pooler_that_does_not_answer_is_named(newest_pair: Pair) -> None:
    found = asked(newest_pair, (console(free_port()),))
    assert found.status is Status.FAILED
    assert "cannot be reached" in str(found.details)


def test_a_driver_that_comes_through_a_pooler_is_told(newest_pair: Pair, port: int) -> None:
    through = f"host=127.0.0.1 port={port} dbname=shop user=postgres"
    sides = Side("blue", through), Side("green", newest_pair.green)
    found = {each.name: each for each in preflight(*sides, PLAN, sample=0.0)}
    for side in sides:
        side.forget()
    assert found["the driver is not pooled"].status is Status.FAILED
    assert "MIGRATION_SAFETY_BLUE" in str(found["the driver is not pooled"].details)
