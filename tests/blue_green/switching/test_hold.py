"""A switch behind PgBouncer, and back, under a load that never stops."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from migration_safety.databases.postgresql.switching.logins import may_log_in
from migration_safety.errors import DeadlineError, RefusedError
from migration_safety.flows.blue_green.running.engine import abort, reach, rollback
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.steering.board import board
from migration_safety.proxies.pgbouncer.routes import repoint, routes
from tests.blue_green.ledger import Ledger
from tests.blue_green.switching.pooled import pooled
from tests.blue_green.switching.world import STATES, SWITCH, World, arrived

pytestmark = pytest.mark.slow
WRITE = "INSERT INTO public.item (name) VALUES ('load') RETURNING id"
MISSING = (
    "SELECT count(*) FROM unnest(%s::int[]) AS l (id) LEFT JOIN item USING (id) WHERE name IS NULL"
)


@pytest.fixture
def held(world: World) -> Iterator[tuple[Run, Ledger]]:
    """A run whose traffic goes through a pooler, and who writes there."""
    with pooled(world) as here:
        run = here.run(hold=1.0)
        yield run, Ledger(here.clients, WRITE)
        run.close()


def lost(run: Run, ledger: Ledger) -> int:
    """Acknowledged rows that blue does not have."""
    (count,) = run.blue.connection.execute(MISSING, [ledger.ids]).fetchone() or (-1,)
    return int(count)


def test_no_request_fails_and_no_row_is_lost_there_and_back(held: tuple[Run, Ledger]) -> None:
    run, ledger = held
    with ledger.filling():
        reach(run, STATES, ["armed"])
        reach(run, STATES, SWITCH)
        before = len(ledger.ids)
        time.sleep(0.2)
        rollback(run, STATES, SWITCH)
    assert ledger.errors == []
    assert len(ledger.ids) == len(set(ledger.ids)) > before > 0
    assert lost(run, ledger) == 0
    assert arrived(run.green, len(ledger.ids) + 1)


def test_nothing_is_made_for_who_would_shut_himself_out_or_whose_pooler_points_elsewhere(
    held: tuple[Run, Ledger],
) -> None:
    run, _ = held
    with pytest.raises(RefusedError, match="same role postgres"):
        reach(replace(run, writers=("postgres",)), STATES, ["armed"])
    assert run.databases
    (route,) = routes(run.databases)
    repoint(run.databases, [replace(route, dbname="postgres")])
    board(run).poolers.reload()
    with pytest.raises(RefusedError, match="does not send them to test_"):
        reach(run, STATES, ["armed"])


def test_a_pause_that_does_not_come_to_rest_is_taken_back_and_one_that_does_by_an_abort(
    held: tuple[Run, Ledger], world: World
) -> None:
    run, ledger = held
    reach(run, STATES, ["armed"])
    usual, run.limits = run.limits, run.limits.__class__(hold=0.2, drain=60)
    with psycopg.connect(ledger.address, prepare_threshold=None) as slow:
        slow.execute("SELECT 1")
        with pytest.raises(DeadlineError, match="under way"):
            reach(run, STATES, SWITCH)
        assert slow.execute(WRITE).fetchone()
    takes_writes(ledger)
    assert may_log_in(run.blue.connection, run.writers) == run.writers
    run.limits = usual
    reach(run, STATES[:3], SWITCH[:2])
    assert may_log_in(run.blue.connection, run.writers) == ()
    abort(run, STATES)
    takes_writes(ledger)
    assert run.databases
    assert routes(run.databases)[0].dbname == conninfo_to_dict(world.blue)["dbname"]


def takes_writes(ledger: Ledger) -> None:
    """No request fails."""
    before = len(ledger.ids)
    with ledger.filling():
        pass
    assert ledger.errors == []
    assert len(ledger.ids) > before
