"""What a watchdog is told at its start, over a pipe: addresses are secrets, and stay off the
command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.flows.blue_green.running.journal import Journal
from migration_safety.flows.blue_green.running.limits import Limits
from migration_safety.flows.blue_green.running.run import Run

LOCK, LOG = "watchdog.lock", "watchdog.log"


@dataclass(frozen=True, slots=True)
class Order:
    """A run without its sessions.  `backends` are the driver's on the source and the destination;
    `silence` and `deadline` are seconds: without a word, and of the whole switch."""

    deployment: Deployment
    blue: str = field(repr=False)
    green: str = field(repr=False)
    journal: Path
    backward: bool
    limits: Limits
    flag: Path | None
    consoles: tuple[str, ...] = field(repr=False)
    databases: Path | None
    writers: tuple[str, ...]
    backends: tuple[int, int]

    @property
    def silence(self) -> float:
        """Seconds without a beat after which the driver counts as gone."""
        return 2 * self.limits.heartbeat

    @property
    def deadline(self) -> float:
        """Seconds that all waits of a switch take together, and one more for what is between."""
        limits = self.limits
        return limits.hold + limits.drain + limits.fence + limits.catch_up + 1.0

    @property
    def folder(self) -> Path:
        """Where the run keeps its state."""
        return self.journal.parent

    def run(self, memory: dict[str, object]) -> Run:
        """The run again, with sessions of its own and the journal as it is on disk now."""
        return Run(
            self.deployment,
            Side("blue", self.blue),
            Side("green", self.green),
            Journal.at(self.journal).facing(backward=self.backward),
            limits=self.limits,
            flag=self.flag,
            consoles=self.consoles,
            databases=self.databases,
            writers=self.writers,
            backward=self.backward,
            memory=memory,
            tell=lambda line: None,
        )


def order(run: Run) -> Order:
    """That for the watchdog of this run."""
    sides = (run.source, run.destination)
    source, destination = (side.connection.info.backend_pid for side in sides)
    return Order(
        run.deployment,
        run.blue.conninfo,
        run.green.conninfo,
        run.journal.path.absolute(),
        run.backward,
        run.limits,
        run.flag,
        run.consoles,
        run.databases,
        run.writers,
        (source, destination),
    )
