"""The sections of a report that tell how long tables are held, and what a deploy costs them."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.plan import Migration, Plan
from migration_safety.core.price.costs import costs, holds
from migration_safety.core.price.estimate import Estimate
from migration_safety.core.price.size import amount
from migration_safety.core.price.timeline import PYTHON, Hold, Task
from migration_safety.core.report import Section
from migration_safety.flows.pricing import told_sizes

TIMELINE = "Timeline: what is done while a table is locked"
DEPLOY = "What the deploy costs each table"
WAITING = {Blocks.WRITES: "writes wait", Blocks.EVERYTHING: "reads and writes wait"}
# Fewer would repeat the findings, more nobody reads; the JSON report has all of them.
MOST = 40


def sections(plan: Plan) -> tuple[Section, ...]:
    """The timeline where sizes are known, and under --deploy the sum."""
    return (*(_timeline(plan) if told_sizes(plan) else ()), *(_deploy(plan) if plan.deploy else ()))


def _timeline(plan: Plan) -> Iterator[Section]:
    rows = [_row(migration, hold) for migration, hold in holds(plan)]
    if len(rows) > MOST:
        rest = (f"and {len(rows) - MOST} more", "", "the JSON report has all", "")
        rows = [*rows[:MOST], rest]
    if rows:
        columns = ("migration", "from this lock to the commit", "done meanwhile", "for how long")
        yield Section(TIMELINE, columns, tuple(rows))


def _row(migration: Migration, hold: Hold) -> tuple[str, ...]:
    taken = next(each for each in migration.statements() if each.order == hold.since)
    lock = f"{hold.table}: {WAITING[hold.blocks]} ({hold.lock} by {taken.words})"
    work = "; ".join(dict.fromkeys(_told(each) for each in hold.tasks))
    return str(migration), lock, work, told(hold.estimate)


def _told(task: Task) -> str:
    """ "index build on people_person (1,200,000 rows, 310 MB)"."""
    if task.kind == PYTHON:
        return "Python, for as long as it takes"
    most = "at most " if task.bounded and task.size.rows is not None else ""
    return f"{task.kind} on {task.table} ({most}{task.size.words})"


def told(estimate: Estimate | None) -> str:
    """An estimate, or that there is none."""
    return f"estimated {estimate.words}" if estimate else "not estimated"


def _deploy(plan: Plan) -> Iterator[Section]:
    found = costs(plan)
    if found:
        columns = ("table", "size", "held while work is done", "passes over it", "in all")
        yield Section(
            DEPLOY,
            columns,
            tuple(
                (
                    each.table,
                    each.size.words,
                    amount(len(each.holds), "time"),
                    str(len(each.passes)),
                    told(each.estimate),
                )
                for each in found[:MOST]
            ),
        )
