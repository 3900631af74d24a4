"""All that runs during a rehearsal, in a folder that is gone afterwards."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.rehearsing.server import (
    APPLICATION,
    Address,
    LogicalCluster,
)
from migration_safety.databases.postgresql.sandboxes.entry import entry
from migration_safety.errors import ProgramError
from migration_safety.flows.blue_green.rehearsal.places.code import Code, packages
from migration_safety.flows.blue_green.rehearsal.served import orders
from migration_safety.flows.blue_green.surroundings import (
    BLUE,
    CONSOLES,
    DATABASES,
    FLAG,
    GREEN,
    WRITERS,
)
from migration_safety.proxies.nginx.configuration import Site
from migration_safety.proxies.pgbouncer.routes import Route
from migration_safety.proxies.running.gunicorn import gunicorn
from migration_safety.proxies.running.installed import missing
from migration_safety.proxies.running.nginx import nginx
from migration_safety.proxies.running.pgbouncer import console, pgbouncer
from migration_safety.proxies.running.ports import free_port
from migration_safety.proxies.running.program import Program

# Waiting requests take a thread each; there are two processes of each release.
THREADS, WORKERS = 32, 1
ROUTE = "rehearsed"


@dataclass(frozen=True, slots=True)
class Release:
    """What is served on one side."""

    side: str
    code: Code
    tables: tuple[str, ...]


class Ground:
    """Two servers, and what stands before them; a context manager.

    `programs` are what may be killed, by name: "blue app", "green app", "nginx", "pgbouncer".
    """

    def __init__(self, version: int, alias: str) -> None:
        self.version, self.alias = version, alias
        self.programs: dict[str, Program] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Ground:
        if lacking := missing():
            raise ProgramError(
                f"A rehearsal needs what is not installed: {', '.join(lacking)}.",
                "Install it, then rehearse again.",
            )
        try:
            folder = tempfile.TemporaryDirectory(prefix="ms_", ignore_cleanup_errors=True)
            self.folder = Path(self._stack.enter_context(folder))
            # PgBouncer reads its files as nobody where we are root.
            self.folder.chmod(0o755)
            self.packages = packages(self.folder)
            self.blue = self._stack.enter_context(LogicalCluster(self.version))
            self.green = self._stack.enter_context(LogicalCluster(self.version))
        except BaseException:
            self._stack.close()
            raise
        self.site = Site(
            flag=self.folder / "green.flag",
            blue=(f"unix:{self.folder}/blue.sock",),
            green=(f"unix:{self.folder}/green.sock",),
            log=self.folder / "access.log",
            listen=f"127.0.0.1:{free_port()}",
            probe=f"127.0.0.1:{free_port()}",
        )
        self.pooler = free_port()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def serve(self, strategy: Strategy, project: dict[str, Any], *releases: Release) -> None:
        """Start both releases and the proxies; `project` is its entry of DATABASES."""
        pooled = strategy is Strategy.HOLD
        if pooled:
            route = _route(self.blue.application)
            started = pgbouncer([route], port=self.pooler, users=[APPLICATION], folder=self.folder)
            self._start("pgbouncer", started)
        for each in releases:
            self._start(f"{each.side} app", self._application(each, project, pooled=pooled))
        self._start("nginx", nginx(self.site, folder=self.folder))

    def environment(self, strategy: Strategy) -> dict[str, str]:
        """What the driver of a run finds in its own."""
        found = {
            BLUE: self.blue.driver,
            GREEN: self.green.driver,
            FLAG: str(self.site.flag),
            WRITERS: APPLICATION,
        }
        if strategy is Strategy.HOLD:
            databases = str(self.folder / "databases.ini")
            found |= {CONSOLES: console(self.pooler), DATABASES: databases}
        return found

    def _start(self, name: str, program: Program) -> None:
        self.programs[name] = self._stack.enter_context(program)

    def _application(self, release: Release, project: dict[str, Any], *, pooled: bool) -> Program:
        cluster = self.blue if release.side == "blue" else self.green
        told = orders.Orders(
            settings=orders.project_settings(),
            side=release.side,
            alias=self.alias,
            database=self._entry(project, cluster.application, pooled=pooled),
            tables=release.tables,
            without=release.code.without,
            gate=not pooled,
        )
        return gunicorn(
            orders.APPLICATION,
            name=f"{release.side}_app",
            address=f"unix:{self.folder}/{release.side}.sock",
            code=release.code.folder,
            folder=self.folder,
            environment=release.code.environment(self.packages) | told.environment(),
            threads=THREADS,
            workers=WORKERS,
        )

    def _entry(self, project: dict[str, Any], address: Address, *, pooled: bool) -> dict[str, Any]:
        place = {"host": address.host, "port": address.port}
        if pooled:
            place = {"host": "127.0.0.1", "port": str(self.pooler)}
        dbname = ROUTE if pooled else address.dbname
        found = entry(project, {**place, "user": address.user, "dbname": dbname})
        # A connection for each request would cost more than the request.
        found["CONN_MAX_AGE"] = found.get("CONN_MAX_AGE") or None
        found["CONN_HEALTH_CHECKS"] = True
        found["DISABLE_SERVER_SIDE_CURSORS"] = pooled
        return found


def _route(address: Address) -> Route:
    return Route(ROUTE, address.host, int(address.port), address.dbname)
