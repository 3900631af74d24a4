"""What replication makes of operations on green: obstacles, and the shims that hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from migration_safety.core.deployment.choice.obstacle import Kind, Obstacle
from migration_safety.core.deployment.shim import Shim
from migration_safety.core.deployment.verdict import Direction, Verdict
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.databases.postgresql.replication.verdicts import verdicts as verdicts_of

# What a data migration fills in columns that blue does not have: it is run once more after the
# switch, as it is on one database, and the plan names it.
REPEATED = frozenset({"S5"})
ALONE = "Ship it in a deploy of its own, in place; the rest can go to green."


def judged(plan: Plan, green: Sequence[Migration], version: int) -> Plan:
    """The plan with verdicts on the operations of those migrations, which green runs."""
    told = verdicts_of(Plan(tuple(green)), version=version).migrations
    known = {str(each): each for each in told}
    return replace(plan, migrations=tuple(known.get(str(each), each) for each in plan.migrations))


def obstacles(plan: Plan) -> Iterator[Obstacle]:
    """Operations that cannot be on green while blue is written to."""
    for migration, step, verdict in verdicts(plan.migrations):
        forward = verdict.direction is Direction.FORWARD
        if forward and not verdict.held and verdict.hazard not in REPEATED:
            yield Obstacle(
                migration.app,
                migration.name,
                step.index,
                Kind.REPLICATION,
                (verdict.table,) if verdict.table else (),
                f"{verdict.because or step.change.description} ({verdict.fate.value})",
                verdict.guard or ALONE,
            )


def shims(migrations: Sequence[Migration]) -> tuple[Shim, ...]:
    """Each once, in the order of the operations."""
    every = (shim for _, _, verdict in verdicts(migrations) for shim in verdict.shims)
    return tuple(dict.fromkeys(every))


def verdicts(migrations: Sequence[Migration]) -> Iterator[tuple[Migration, Step, Verdict]]:
    """Each with its operation."""
    for migration in migrations:
        for step in migration.steps:
            for verdict in step.verdicts:
                yield migration, step, verdict
