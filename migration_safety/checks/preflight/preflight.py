"""The door: every check of a pre-flight, in the order in which people read them."""

from __future__ import annotations

from migration_safety.checks.preflight import (
    access,
    activity,
    fencing,
    parity,
    pooling,
    room,
    sent,
    servers,
    tables,
)
from migration_safety.checks.preflight.sides import Sides
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.report import Check

# For a deployment on one database; all of them where there are two.
ALWAYS = (
    servers.versions,
    servers.direct,
    fencing.writable,
    access.writers,
    activity.transactions,
    activity.prepared,
    activity.vacuums,
    tables.sequences,
)
REPLICATED = (
    fencing.neighbours,
    servers.logical,
    servers.places,
    access.privileges,
    parity.extensions,
    parity.collations,
    servers.time_zones,
    activity.consumers,
    room.room,
    sent.covered,
    sent.identities,
    tables.partitions,
    tables.generated,
    tables.triggers,
    tables.left_behind,
    sent.green_empty,
)


def judged(sides: Sides) -> tuple[Check, ...]:
    """All that apply to the deployment."""
    checks = (*ALWAYS, *REPLICATED) if sides.green else ALWAYS
    if sides.deployment.strategy is Strategy.HOLD:
        checks = (*checks, pooling.pooled)
    return tuple(check(sides) for check in checks)
