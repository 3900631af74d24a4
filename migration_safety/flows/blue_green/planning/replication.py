"""What replication makes of operations on green: obstacles, shims, and what a way back costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migration_safety.core.deployment.obstacle import Kind, Obstacle
from migration_safety.core.deployment.shim import Shim
from migration_safety.core.deployment.verdict import Direction, Fate, Verdict
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.flows.blue_green.planning.tables import Tables

ALONE = "Ship it in a deploy of its own, in place; the rest can go to green."


def obstacles(plan: Plan) -> Iterator[Obstacle]:
    """Operations that cannot be on green while blue is written to."""
    for migration, step, verdict in _verdicts(plan.migrations):
        if verdict.direction is Direction.FORWARD and not verdict.held:
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
    every = (shim for _, _, verdict in _verdicts(migrations) for shim in verdict.shims)
    return tuple(dict.fromkeys(every))


def one_way(migrations: Sequence[Migration]) -> list[str]:
    """What no reverse stream can take back, which makes the switch the point of no return."""
    return [
        f"{migration} operation {step.index}: {verdict.because or step.change.description}"
        for migration, step, verdict in _verdicts(migrations)
        if verdict.direction is Direction.REVERSE and not verdict.held
    ]


def debts(migrations: Sequence[Migration], found: Tables) -> Iterator[str]:
    """What a rollback after the switch would lose, though it takes all else back."""
    for table in found.new:
        yield f"rows of {table}: blue has no such table"
    for table, column in found.gained:
        yield f"values of {table}.{column}: blue has no such column"
    for table, column in found.lost:
        yield f"{table}.{column} of rows made on green: green has no such column"
    for migration, step, verdict in _verdicts(migrations):
        lossy = verdict.fate in (Fate.LOSSY, Fate.LOUD)
        if verdict.direction is Direction.REVERSE and lossy and verdict.because:
            yield f"{migration} operation {step.index}: {verdict.because}"


def _verdicts(migrations: Sequence[Migration]) -> Iterator[tuple[Migration, Step, Verdict]]:
    for migration in migrations:
        for step in migration.steps:
            for verdict in step.verdicts:
                yield migration, step, verdict
