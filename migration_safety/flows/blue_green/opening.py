"""Open the run of a plan: to drive it, one process at a time, or to look on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.deploying.turn import turn
from migration_safety.databases.postgresql.deploying.unforeseen import unforeseen
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.planning.stored import read_deployment
from migration_safety.flows.blue_green.running import copies
from migration_safety.flows.blue_green.running.journal import Journal
from migration_safety.flows.blue_green.running.lease import lease
from migration_safety.flows.blue_green.running.limits import Limits
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.surroundings import surroundings, told


@dataclass(frozen=True, slots=True)
class Orders:
    """The plan's file, where its run keeps its journal, and what the operator gave with it.

    `environment` holds the addresses of the two sides; `confirmed` is the operator's word for
    what cannot be taken back; `options` are those of single states.
    """

    plan: Path
    environment: Mapping[str, str] = field(repr=False)
    state_dir: Path | None = None
    confirmed: str = ""
    limits: Limits = field(default_factory=Limits)
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The third place: neither of the two servers."""
        return self.state_dir or self.plan.with_suffix(".run")


@contextmanager
def under_way(orders: Orders, tell: Callable[[str], None]) -> Iterator[Run]:
    """The run of a plan, for one process at a time; its sessions end with the block.

    Raises PlanError, JournalError, RefusedError where another process drives it, on this machine
    or on another, and DeploymentError in place of what servers say unforeseen.
    """
    run = _run(orders, tell)
    with lease(orders.folder), _closing(run), unforeseen(), turn(run.blue):
        run.journal = Journal.at(run.journal.path)
        if not copies.recover(run):
            copies.refuse_stale(run)
        yield run


@contextmanager
def watched(orders: Orders) -> Iterator[Run]:
    """The same run for who only looks, driven or not.  Raises PlanError, JournalError."""
    with _closing(_run(orders, lambda line: None)) as run:
        copies.look(run)
        yield run


def _run(orders: Orders, tell: Callable[[str], None]) -> Run:
    deployment = read_deployment(orders.plan)
    if not deployment.strategy.replicates:
        raise RefusedError(
            f'The plan is to ship "{deployment.strategy}": there is nothing to run.',
            "Its RUNBOOK.md has the deploys and the migrations of each."
            if deployment.strategy is Strategy.IN_PLACE
            else "Split the release as the plan says.",
        )
    found = surroundings(orders.environment)
    return Run(
        deployment,
        found.blue,
        found.green,
        Journal.at(orders.folder / "journal.jsonl"),
        limits=orders.limits,
        flag=found.flag,
        consoles=found.consoles,
        databases=found.databases,
        writers=found.writers,
        log=found.log,
        health=found.health,
        probe=found.probe,
        confirmed=orders.confirmed,
        options={**told(orders.environment), **orders.options},
        tell=tell,
    )


@contextmanager
def _closing(run: Run) -> Iterator[Run]:
    try:
        yield run
    finally:
        run.close()
