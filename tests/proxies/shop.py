"""A shop of two colours: nginx, applications that are really served, and two databases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from migration_safety.databases.postgresql.gate.barrier import barrier
from migration_safety.databases.postgresql.gate.row import Mode, install, read, turn
from migration_safety.proxies.nginx.configuration import Site
from migration_safety.proxies.nginx.flag import BLUE, GREEN, point
from migration_safety.proxies.running.gunicorn import gunicorn
from migration_safety.proxies.running.nginx import nginx
from migration_safety.proxies.running.ports import free_port
from migration_safety.proxies.running.program import Program
from tests.plugins.servers import Server
from tests.project import ROOT

# A second application of blue, beside the one of each colour.
SPARE = "spare"

Connection = psycopg.Connection[Any]


@dataclass
class Shop:
    """nginx before both colours, and the driver's session on the database of each."""

    site: Site
    databases: dict[str, Connection]
    applications: dict[str, Program]

    def switch(self, source: str, destination: str) -> None:
        """As a deployment does it, without what replication adds."""
        old, new = self.databases[source], self.databases[destination]
        held = turn(new, read(new), Mode.HOLD)
        point(self.site.flag, destination)
        turn(old, read(old), Mode.REFUSE)
        barrier(old, within=20)
        turn(new, held, Mode.OPEN)

    def orders(self, colour: str) -> list[str]:
        rows = self.databases[colour].execute("SELECT body FROM orders").fetchall()
        return [row[0] for row in rows]


def application(name: str, url: str, folder: Path) -> Program:
    colour = BLUE if name == SPARE else name
    return gunicorn(
        "tests.proxies.site:application",
        name=name,
        address=f"unix:{folder}/{name}.sock",
        code=ROOT,
        folder=folder,
        environment={"DATABASE_URL": url, "COLOUR": colour, "DJANGO_SETTINGS_MODULE": ""},
    )


@contextmanager
def opened(server: Server) -> Iterator[Shop]:
    """It is shut, and nothing is left of it, when the context is."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shop-")))
        urls = {colour: stack.enter_context(server.database()) for colour in (BLUE, GREEN)}
        databases = {
            colour: stack.enter_context(psycopg.connect(url, autocommit=True))
            for colour, url in urls.items()
        }
        for each in databases.values():
            each.execute("CREATE TABLE orders (body text)")
            install(each, [])
        applications = {
            name: stack.enter_context(application(name, url, folder))
            for name, url in (*urls.items(), (SPARE, urls[BLUE]))
        }
        blue, green, spare = (f"unix:{folder}/{name}.sock" for name in applications)
        site = Site(
            flag=folder / "flag",
            blue=(blue, spare),
            green=(green,),
            log=folder / "requests.log",
            listen=f"127.0.0.1:{free_port()}",
            probe=f"127.0.0.1:{free_port()}",
        )
        stack.enter_context(nginx(site, folder=folder))
        yield Shop(site, databases, applications)
