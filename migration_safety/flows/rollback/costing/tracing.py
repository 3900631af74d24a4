"""A leg of a trial with every statement traced."""

from __future__ import annotations

from dataclasses import replace

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.costs.cost import Cost
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.flows.rollback.vendors import vendor
from migration_safety.reading.replay.unit import Unit


def traced(
    trying: Unit, direction: Direction, connection: BaseDatabaseWrapper
) -> tuple[Leg, tuple[Cost, ...]]:
    """The leg, and what each of its migrations cost; what was refused has cost nothing.

    Where the database shows no costs there are none.  The time that tracing takes is part of
    neither.  Raises SandboxError where the server is lost.
    """
    with vendor(connection.vendor).tracer(connection, direction) as tracer:
        leg = trying.go(direction, connection, tracer)
    if tracer is None:
        return leg, ()
    aside = {each.label: each.overhead for each in tracer.costs}
    seconds = {label: taken - aside.get(label, 0.0) for label, taken in leg.seconds.items()}
    costs = tuple(each for each in tracer.costs if each.spent or each.label != leg.failed)
    return replace(leg, seconds=seconds), costs
