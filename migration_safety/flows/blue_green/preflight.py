"""The door: is all there that a deployment needs, on both sides, before anything starts?"""

from __future__ import annotations

from migration_safety.checks.preflight.preflight import judged
from migration_safety.checks.preflight.sides import Sides
from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.report import Check
from migration_safety.databases.postgresql.preflight.inventory import inventory
from migration_safety.databases.postgresql.preflight.wal import SAMPLE
from migration_safety.databases.postgresql.side import Side


def preflight(
    blue: Side,
    green: Side | None,
    deployment: Deployment,
    *,
    writers: tuple[str, ...] = (),
    gap: int = 10_000,
    sample: float = SAMPLE,
) -> tuple[Check, ...]:
    """Every check, with what to do in its details; both sides are read, and nothing else.

    `green` is None where the deployment stays on one database.  `writers` are the roles that
    will be fenced, `gap` what sequences of green begin after; `sample` are the seconds over
    which the rate of WAL is watched.  Raises ReachError where a side does not answer.
    """
    here = inventory(blue, sample=sample)
    there = inventory(green, sample=0.0) if green else None
    return judged(Sides(here, there, deployment, writers, gap))
