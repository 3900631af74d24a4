"""What somebody asks a rehearsal for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.flows.blue_green.planning.request import Request as Planned
from migration_safety.flows.blue_green.running.run import Run


def unchanged(deployment: Deployment) -> Deployment:
    """The plan as it was made."""
    return deployment


@dataclass(frozen=True, slots=True)
class Request:
    """`planned` says which migrations, and how they are to be shipped.

    `rate` requests a second are offered.  `old` is the git reference of the release before, ""
    for the code at hand with the models of before.  `profile`, `rows` and `scale` are those of
    seed_volume_data; `settle` are the seconds of load before and after each turn.
    `faults` are what is killed in each state, one pass after the other: see VICTIMS.
    For tests of the proof itself `amend` changes the plan, and `mutate` gets (a state or a turn
    that was reached, or "before" a turn that comes, the run).
    """

    planned: Planned
    rate: float = 200.0
    old: str = ""
    profile: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    scale: float = 1.0
    version: int = 0
    settle: float = 5.0
    options: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    amend: Callable[[Deployment], Deployment] = unchanged
    mutate: Callable[[str, Run], None] | None = None
