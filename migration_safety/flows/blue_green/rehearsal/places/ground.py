"""All that runs during a rehearsal, in a folder that is gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.rehearsing.server import (
    APPLICATION,
    Address,
    LogicalCluster,
)
from migration_safety.errors import ProgramError
from migration_safety.flows.blue_green.rehearsal.places.application import (
    ROUTE,
    Release,
    application,
    database,
)
from migration_safety.flows.blue_green.rehearsal.places.code import packages
from migration_safety.flows.blue_green.surroundings import (
    BLUE,
    CONSOLES,
    DATABASES,
    FLAG,
    GREEN,
    LOG,
    PROBE,
    WRITERS,
)
from migration_safety.proxies.nginx.configuration import Site
from migration_safety.proxies.pgbouncer.routes import Route
from migration_safety.proxies.running.installed import missing
from migration_safety.proxies.running.nginx import nginx
from migration_safety.proxies.running.pgbouncer import console, pgbouncer
from migration_safety.proxies.running.ports import free_port
from migration_safety.proxies.running.program import Program


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
            self.blue = self._stack.enter_context(LogicalCluster(self.version, "blue"))
            self.green = self._stack.enter_context(LogicalCluster(self.version, "green"))
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

    def serve(self, strategy: Strategy, project: Mapping[str, Any], *releases: Release) -> None:
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
            PROBE: self.site.probe,
            LOG: str(self.site.log),
            WRITERS: APPLICATION,
        }
        if strategy is Strategy.HOLD:
            databases = str(self.folder / "databases.ini")
            found |= {CONSOLES: console(self.pooler), DATABASES: databases}
        return found

    def _start(self, name: str, program: Program) -> None:
        self.programs[name] = self._stack.enter_context(program)

    def _application(
        self, release: Release, project: Mapping[str, Any], *, pooled: bool
    ) -> Program:
        blue = release.side == "blue"
        cluster = self.blue if blue else self.green
        pooler = f"127.0.0.1:{self.pooler}" if pooled else ""
        (address,) = self.site.blue if blue else self.site.green
        return application(
            release,
            alias=self.alias,
            database=database(project, cluster.application, pooler),
            address=address,
            folder=self.folder,
            packages=self.packages,
            # Its locks are a session's, which a pooler lends to one after the other.
            gate=not pooled,
        )


def _route(address: Address) -> Route:
    return Route(ROUTE, address.host, int(address.port), address.dbname)
