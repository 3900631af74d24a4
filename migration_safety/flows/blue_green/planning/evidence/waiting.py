"""What traffic on one database would wait for while migrations run beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migration_safety.core.deployment.choice.obstacle import Kind, Obstacle
from migration_safety.core.effect import Blocks
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.price.estimate import in_time
from migration_safety.core.price.size import in_bytes
from migration_safety.core.price.timeline import PYTHON, REWRITE, Hold, Task, timeline

# On the slow side of what a busy two-core server reads and writes anew; check_migration_safety
# --estimate measures it for the migrations at hand.
BYTES_PER_SECOND = 10_000_000
FOREVER = float("inf")
COLUMN_TYPE = "ALTER COLUMN TYPE (rewrite)"
SEVERAL_RELEASES = (
    "In place it takes several releases: a new column beside the old one, both written by the"
    " code, a backfill in batches, then the old one dropped."
)
WRITE_INSTEAD = "`manage.py check_migration_safety {app} {name}` shows what to write instead."


def waits(plan: Plan, seconds: float) -> Iterator[Obstacle]:
    """An obstacle for each operation whose work keeps traffic waiting for longer than that."""
    for migration in plan.migrations:
        steps = {each.order: step for step in migration.steps for each in step.statements}
        found: dict[int, list[tuple[Hold, tuple[Task, ...]]]] = {}
        for hold in timeline(migration):
            known = tuple(each for task in hold.tasks for each in _known(task, steps[task.order]))
            if hold.blocks >= Blocks.WRITES and _longer(known, seconds):
                worst = max(known, key=_weight)
                found.setdefault(steps[worst.order].index, []).append((hold, known))
        for index, holds in sorted(found.items()):
            yield _obstacle(migration, migration.steps[index], holds)


def _known(task: Task, step: Step) -> Iterator[Task]:
    """Python that was read is the work on its tables; none where its own statements stand
    beside it, as a sandbox has seen them."""
    if task.kind != PYTHON or not step.read:
        yield task
    elif len(step.statements) == 1:
        for effect in step.statements[0].effects:
            yield Task(task.order, PYTHON, effect.table, effect.size)


def _longer(tasks: Iterable[Task], seconds: float) -> bool:
    weights = [_weight(task) for task in tasks]
    return bool(weights) and sum(weights) > seconds


def _weight(task: Task) -> float:
    """Seconds, without end where nobody knows."""
    if task.estimate is not None:
        return task.estimate.high
    if task.size.rows == 0:
        return 0.0
    if task.size.bytes is None:
        return FOREVER
    return (task.size.bytes + (task.size.index_bytes or 0)) / BYTES_PER_SECOND


def _obstacle(
    migration: Migration, step: Step, holds: list[tuple[Hold, tuple[Task, ...]]]
) -> Obstacle:
    tables = tuple(dict.fromkeys(hold.table for hold, _ in holds))
    everything = any(hold.blocks is Blocks.EVERYTHING for hold, _ in holds)
    who = "reads and writes of" if everything else "writes to"
    tasks = {task: None for _, known in holds for task in known if _weight(task)}
    done = " and ".join(dict.fromkeys(_words(task) for task in tasks))
    longest = max(sum(_weight(task) for task in known) for _, known in holds)
    total = f", together about {in_time(longest)}" if len(tasks) > 1 and longest < FOREVER else ""
    rewrites = any(task.kind == REWRITE for task in tasks)
    hard = rewrites and COLUMN_TYPE in step.shapes
    instead = WRITE_INSTEAD.format(app=migration.app, name=migration.name)
    return Obstacle(
        migration.app,
        migration.name,
        step.index,
        Kind.LOCK,
        tables,
        f"{who} {', '.join(tables)} wait for {done}{total}",
        SEVERAL_RELEASES if hard else instead,
        editable=not hard,
    )


def _words(task: Task) -> str:
    work = f"the {task.kind} of" if task.kind != PYTHON else "Python that goes through"
    about = f"{work} {task.table}" if task.table else "Python that could not be read"
    weight = _weight(task)
    if weight == FOREVER:
        return f"{about} (nobody knows how large it is)" if task.table else about
    return f"{about} ({in_bytes(task.size.bytes)}, about {in_time(weight)})"
