"""After a switch: green is watched, and then there is no way back."""

from __future__ import annotations

import http.server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import psycopg
import pytest

from migration_safety.core.deployment.shim import Moment, Shim
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.publishing.identities import identities
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.databases.postgresql.replication.shims import (
    set_aside,
    set_aside_index,
    set_aside_not_null,
)
from migration_safety.databases.postgresql.switching.in_flight import connected
from migration_safety.errors import DeadlineError, DeploymentError, RefusedError, TroubleError
from migration_safety.flows.blue_green.running.engine import reach, resume
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.states.afterwards import contracted
from migration_safety.flows.blue_green.states.afterwards.contracted import CONTRACTED
from migration_safety.flows.blue_green.states.afterwards.debt import debt
from migration_safety.flows.blue_green.states.afterwards.decommissioned import DECOMMISSIONED
from migration_safety.flows.blue_green.states.afterwards.soaked import SOAKED
from tests.blue_green.switching.world import STATES, SWITCH, World, arrived

pytestmark = pytest.mark.slow
ALL = (*STATES, SOAKED, CONTRACTED, DECOMMISSIONED)
LEFT = """
    SELECT subname FROM pg_subscription JOIN pg_database AS d ON d.oid = subdbid
        WHERE datname = current_database()
    UNION ALL SELECT pubname FROM pg_publication
    UNION ALL SELECT slot_name FROM pg_replication_slots WHERE database = current_database()
    UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'migration_safety_deploy'
"""


DEMAND = "ALTER TABLE public.item ADD CONSTRAINT once UNIQUE (name), ALTER name SET NOT NULL"
DEMANDED = """
    SELECT attname, attnotnull FROM pg_attribute
        WHERE attrelid = 'public.item'::regclass AND attname = 'name'
    UNION ALL
    SELECT conname, convalidated FROM pg_constraint
        WHERE conrelid = 'public.item'::regclass AND contype = 'u'
"""


@pytest.fixture
def run(world: World) -> Iterator[Run]:
    """Green serves, and a log of nginx's says so."""
    run = world.run(monitor=1.2)
    reach(run, STATES, ["armed"])
    reach(run, STATES, SWITCH)
    run.log = world.folder / "log"
    run.log.touch()
    run.confirmed = run.deployment.short
    yield run
    run.close()


def test_nothing_is_left_when_blue_is_taken_leave_of_once_nobody_is_on_it(
    run: Run, world: World
) -> None:
    assert world.written("green")
    run.journal.note("green_ready", **{"identity of public.item": "default"})
    run.green.connection.execute("ALTER TABLE public.item REPLICA IDENTITY FULL")
    for state in ("soaked", "contracted"):
        reach(run, ALL, [state])
    with world.client("blue"), pytest.raises(RefusedError, match="of postgres"):
        reach(run, ALL, ["decommissioned"])
    assert wait_until(lambda: not connected(run.blue.connection), within=20)
    reach(run, ALL, ["decommissioned"])
    assert arrived(run.blue, 2)
    for side in run.sides:
        assert side.connection.execute(LEFT.encode()).fetchall() == []
    assert identities(run.green.connection, "public.item") == {"public.item": "default"}
    assert world.written("green")
    assert not world.written("blue")


def test_green_is_set_free_where_blue_is_gone_for_good(run: Run, world: World) -> None:
    reach(run, ALL, ["soaked"])
    address = run.blue.conninfo
    run.blue.forget()
    run.blue.conninfo = "host=127.0.0.1 port=1 connect_timeout=1"
    reach(run, ALL, ["contracted"])
    assert run.green.connection.execute(LEFT.encode()).fetchall() == []
    assert world.written("green")
    run.blue.conninfo = address
    reach(run, ALL, ["decommissioned"])
    assert run.blue.connection.execute(LEFT.encode()).fetchall() == []


def test_what_is_broken_off_in_the_contract_phase_is_finished(
    run: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = "ALTER TABLE public.item ALTER name {} DEFAULT"
    there, gone = f"{default.format('SET')} ''", default.format("DROP")
    shim = Shim("green", Moment.AFTER_MIGRATE, "public.item", there, gone, "")
    run.deployment = replace(run.deployment, shims=(shim,), contract=(("shop", "0003_name"),))
    run.limits = run.limits.__class__(monitor=1.2, lock=0.2)
    reach(run, ALL, ["soaked"])

    def killed(side: Side, targets: object, **options: object) -> None:
        side.connection.execute("ALTER TABLE public.item DROP COLUMN name")
        raise KeyboardInterrupt

    migrate = f"{contracted.__name__}.migrate"
    monkeypatch.setattr(migrate, killed)
    with psycopg.connect(world.green) as reader:
        reader.execute("SELECT FROM public.item")
        with pytest.raises(DeadlineError, match=r"public\.item of green is in use"):
            reach(run, ALL, ["contracted"])
    with pytest.raises(KeyboardInterrupt):
        reach(run, ALL, ["contracted"])
    monkeypatch.setattr(migrate, lambda side, targets, **options: None)
    resume(run, ALL, [["contracted"]])
    assert run.green.connection.execute(LEFT.encode()).fetchall() == []
    columns = "SELECT attname FROM pg_attribute WHERE attrelid = 'public.item'::regclass"
    found = run.green.connection.execute(f"{columns} AND attnum > 0 AND NOT attisdropped".encode())
    assert found.fetchall() == [("id",)]


def test_what_green_did_not_demand_is_demanded_again_while_rows_are_written(
    run: Run, world: World
) -> None:
    green = run.green.connection
    green.execute(
        "ALTER TABLE public.item ADD CONSTRAINT once UNIQUE (name), ALTER name SET NOT NULL"
    )
    path = ("public", "item")
    green.execute("CREATE INDEX numbers ON public.item ((1 / (length(name) - 30)))")
    made = [
        set_aside(path, "once"),
        set_aside_not_null(path, "name"),
        set_aside_index(path, "numbers"),
    ]
    after = Moment.AFTER_MIGRATE
    shims = tuple(Shim("green", after, "public.item", *each, "") for each in made)
    run.deployment = replace(run.deployment, shims=shims)
    for each in shims:
        green.execute(each.sql.encode())
    reach(run, ALL, ["soaked"])
    with world.client("green") as client:
        client.execute("INSERT INTO public.item (name) VALUES ('twice'), ('twice')")
    with pytest.raises(DeploymentError, match=r'constraint "once" .* cannot be made again'):
        reach(run, ALL, ["contracted"])
    with world.client("green") as client:
        client.execute(
            "INSERT INTO public.item (name) VALUES ('twice'), ('of thirty characters, all told')"
        )
        client.execute("UPDATE public.item SET name = id WHERE name = 'twice'")
    with pytest.raises(DeploymentError, match=r'index "numbers" .*: division by zero\.'):
        reach(run, ALL, ["contracted"])
    with world.client("green") as client:
        client.execute("UPDATE public.item SET name = 'even' WHERE name LIKE 'of %'")
    reach(run, ALL, ["contracted"])
    assert green.execute(DEMANDED).fetchall() == [("name", True), ("once", True)]
    assert green.execute(LEFT.encode()).fetchall() == []


def test_trouble_is_a_reason_to_go_back_and_rows_that_would_not_are_counted(
    run: Run, world: World
) -> None:
    log, run.limits = run.log, run.limits.__class__(monitor=20)
    with answering(503) as url, pytest.raises(TroubleError, match="requests failed"):
        run.log, run.health = None, url
        reach(run, ALL, ["soaked"])
    run.log, run.health = log, ""
    debts_are_counted(run)
    run.blue.connection.execute("ALTER TABLE public.item ADD CHECK (name <> 'bad')")
    with world.client("green") as client:
        client.execute("INSERT INTO public.\"Item\" (name) VALUES ('bad')")
    with pytest.raises(TroubleError, match="way back"):
        reach(run, ALL, ["soaked"])


def debts_are_counted(run: Run) -> None:
    """Of a table that does not travel, and of a row that blue would not take."""
    assert list(debt(run)) == []
    run.green.connection.execute("CREATE TABLE public.new AS SELECT 1 AS id")
    debts = ["public.new: 1 rows: the table does not travel back."]
    assert list(debt(run)) == debts
    run.green.connection.execute('ALTER TABLE public.item RENAME TO "Item"')
    (item,) = run.deployment.published
    run.deployment = replace(run.deployment, published=(replace(item, green="Item"),))
    assert list(debt(run)) == debts
    run.blue.connection.execute("ALTER TABLE public.item ALTER name SET NOT NULL")
    run.green.connection.execute('INSERT INTO public."Item" (id) VALUES (99)')
    assert "public.Item: 1 rows: name has no value." in debt(run)


@contextmanager
def answering(status: int) -> Iterator[str]:
    """A site that gives that answer to everybody."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/health/db/"
        finally:
            server.shutdown()
            thread.join()
