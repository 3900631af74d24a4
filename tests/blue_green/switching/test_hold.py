"""A switch behind PgBouncer, and back, under a load that never stops."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.switching.logins import may_log_in
from migration_safety.errors import DeadlineError, ProgramError, RefusedError
from migration_safety.flows.blue_green.running.engine import abort, reach, rollback
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.steering.board import board
from migration_safety.proxies.pgbouncer.routes import Route, repoint, routes
from migration_safety.proxies.running.installed import program
from migration_safety.proxies.running.pgbouncer import console, pgbouncer
from migration_safety.proxies.running.ports import free_port
from tests.blue_green.switching.world import STATES, SWITCH, World, arrived, deployment

pytestmark = pytest.mark.slow
WRITE = "INSERT INTO public.item (name) VALUES ('load') RETURNING id"
MISSING = (
    "SELECT count(*) FROM unnest(%s::int[]) AS l (id) LEFT JOIN item USING (id) WHERE name IS NULL"
)


@dataclass
class Ledger:
    """What clients were told: numbers of rows that were written, and errors."""

    address: str
    ids: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    gap: float = 0.0

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Clients write while the block runs."""
        ended = Event()
        threads = [Thread(target=self._write, args=[ended]) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            yield
            time.sleep(0.2)
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def _write(self, ended: Event) -> None:
        last = time.monotonic()
        try:
            with psycopg.connect(self.address, autocommit=True, prepare_threshold=None) as client:
                while not ended.is_set():
                    self.ids.extend(id for (id,) in client.execute(WRITE))
                    now = time.monotonic()
                    self.gap, last = max(self.gap, now - last), now
        except psycopg.Error as error:
            self.errors.append(repr(error))


@pytest.fixture
def writer(world: World, request: pytest.FixtureRequest) -> Iterator[str]:
    """A role of the application, on both servers."""
    name = f"hold_{world.folder.name}"[:60].lower().replace("-", "_")
    run = world.run()
    for side in run.sides:
        side.connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
        grants = "GRANT ALL ON public.item, public.item_id_seq TO {}"
        side.connection.execute(sql.SQL(grants).format(sql.Identifier(name)))
    yield name
    for side in run.sides:
        side.connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
        side.connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
    run.close()


@pytest.fixture
def held(world: World, writer: str) -> Iterator[tuple[Run, Ledger]]:
    """A run whose traffic goes through a pooler, and who writes there."""
    try:
        program("pgbouncer")
    except ProgramError as error:
        pytest.skip(str(error))
    parts = conninfo_to_dict(world.blue)
    route = Route("shop", str(parts["host"]), int(str(parts["port"])), str(parts["dbname"]))
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with pgbouncer([route], port=port, users=[writer], folder=folder):
            run = world.run(hold=1.0)
            run.deployment = deployment(Strategy.HOLD)
            run.consoles, run.databases = (console(port),), folder / "databases.ini"
            run.writers = (writer,)
            yield run, Ledger(f"host=127.0.0.1 port={port} user={writer} dbname=shop")
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


def test_a_pause_that_does_not_come_to_rest_is_taken_back(held: tuple[Run, Ledger]) -> None:
    run, ledger = held
    reach(run, STATES, ["armed"])
    run.limits = run.limits.__class__(hold=0.2, drain=60)
    with psycopg.connect(ledger.address, prepare_threshold=None) as slow:
        slow.execute("SELECT 1")
        with pytest.raises(DeadlineError, match="under way"):
            reach(run, STATES, SWITCH)
        assert slow.execute(WRITE).fetchone()
    with ledger.filling():
        pass
    assert ledger.errors == []
    assert may_log_in(run.blue.connection, run.writers) == run.writers


def test_the_application_may_not_be_the_driver(held: tuple[Run, Ledger]) -> None:
    run, _ = held
    run.writers = ("postgres",)
    with pytest.raises(RefusedError, match="same role postgres"):
        reach(run, STATES, ["armed"])


def test_a_pooler_that_points_elsewhere_is_told_before_anything_is_made(
    held: tuple[Run, Ledger],
) -> None:
    run, _ = held
    assert run.databases
    (route,) = routes(run.databases)
    repoint(run.databases, [replace(route, dbname="postgres")])
    board(run).poolers.reload()
    with pytest.raises(RefusedError, match="does not send them to test_"):
        reach(run, STATES, ["armed"])


def test_what_was_paused_is_let_go_by_an_abort(held: tuple[Run, Ledger], world: World) -> None:
    run, ledger = held
    reach(run, STATES, ["armed"])
    reach(run, STATES[:3], SWITCH[:2])
    assert may_log_in(run.blue.connection, run.writers) == ()
    abort(run, STATES)
    with ledger.filling():
        pass
    assert ledger.errors == []
    assert run.databases
    assert routes(run.databases)[0].dbname == conninfo_to_dict(world.blue)["dbname"]
