"""Blue and green with a stream from one to the other, and the run of a switch between them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.published import Published
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.publishing.publication import publish
from migration_safety.databases.postgresql.publishing.relations import not_followed
from migration_safety.databases.postgresql.publishing.slot import create_slot
from migration_safety.databases.postgresql.publishing.subscription import subscribe
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.flows.blue_green.running.journal import Journal
from migration_safety.flows.blue_green.running.limits import Limits
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.states.switching.armed import ARMED
from migration_safety.flows.blue_green.states.switching.caught_up import CAUGHT_UP
from migration_safety.flows.blue_green.states.switching.committed import COMMITTED
from migration_safety.flows.blue_green.states.switching.fenced import FENCED
from migration_safety.flows.blue_green.states.switching.holding import HOLDING
from migration_safety.flows.blue_green.states.switching.serving import SERVING

STATES = (ARMED, HOLDING, FENCED, CAUGHT_UP, COMMITTED, SERVING)
SWITCH = ("holding", "fenced", "caught_up", "committed", "serving")
COLUMNS = ("id", "name")
MADE = "CREATE TABLE public.item (id serial PRIMARY KEY, name text)"
WRITE = "INSERT INTO public.item (name) VALUES ('one')"
COUNT = "SELECT count(*) FROM public.item"
DIGEST = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class World:
    """A folder for all that is no database, and the two sides.

    With a pooler: its console, the file of its databases, and the role of its clients, who come
    to `clients`.
    """

    folder: Path
    blue: str
    green: str
    console: str = ""
    databases: str = ""
    writer: str = ""
    clients: str = ""

    @classmethod
    def read(cls, text: str) -> World:
        """One that was told to another process."""
        told = json.loads(text)
        return cls(**{**told, "folder": Path(told["folder"])})

    @property
    def told(self) -> str:
        """All of it."""
        return json.dumps(asdict(self), default=str)

    @property
    def flag(self) -> Path:
        """Where nginx would look."""
        return self.folder / "flag"

    def run(self, **limits: float) -> Run:
        """The run as a process opens it."""
        return Run(
            deployment(Strategy.HOLD if self.console else Strategy.GATE),
            Side("blue", self.blue),
            Side("green", self.green),
            Journal.at(self.folder / "journal.jsonl"),
            limits=Limits(**limits),  # type: ignore[arg-type]
            flag=self.flag,
            consoles=tuple(filter(None, [self.console])),
            databases=Path(self.databases) if self.databases else None,
            writers=tuple(filter(None, [self.writer])),
            tell=lambda line: None,
        )

    def client(self, colour: str) -> psycopg.Connection:
        """A session of somebody who is not the driver."""
        url = self.blue if colour == "blue" else self.green
        return psycopg.connect(url, autocommit=True)

    def written(self, colour: str) -> bool:
        """Whether somebody who is not the driver can write there, as all do."""
        if self.console:
            with psycopg.connect(self.clients, autocommit=True, prepare_threshold=None) as client:
                found = client.execute(f"{WRITE} RETURNING current_database()").fetchone()
            return found == (conninfo_to_dict(getattr(self, colour))["dbname"],)
        with self.client(colour) as client:
            try:
                client.execute(WRITE)
            except psycopg.errors.ReadOnlySqlTransaction:
                return False
            return True


def deployment(strategy: Strategy) -> Deployment:
    """Of one table, that travels both ways."""
    item = Published("public", "item", COLUMNS, COLUMNS)
    return Deployment(strategy, published=(item,), digest=DIGEST)


def following(world: World) -> None:
    """As the states before the switch leave them: green has blue's rows, and follows."""
    run = world.run()
    name = f"{run.deployment.short}_forward"
    for side in run.sides:
        side.connection.execute(MADE)
    run.blue.connection.execute(WRITE)
    publish(run.blue.connection, name, {"public.item": COLUMNS})
    create_slot(run.blue.connection, name)
    subscribe(
        run.green.connection, name, publisher=world.blue, publication=name, slot=name, copy=True
    )
    assert arrived(run.green, 1)
    assert wait_until(
        lambda: not not_followed(run.green.connection, name, ["public.item"]), within=9
    )
    run.close()


def arrived(side: Side, rows: int) -> bool:
    """Whether so many rows are there, soon."""
    return wait_until(lambda: side.connection.execute(COUNT).fetchone() == (rows,), within=20)


def killing(before: Callable[[], None]) -> None:
    """End this process as kill -9 does."""
    before()
    os.kill(os.getpid(), 9)
