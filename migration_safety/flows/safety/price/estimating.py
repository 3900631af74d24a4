"""--estimate: run the migrations on two sizes of generated rows, and carry the times on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from time import monotonic

from migration_safety.conf import configuration
from migration_safety.core.effect import Effect
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.price.estimate import Estimate, Point, extrapolated
from migration_safety.core.price.timeline import KINDS, tasks
from migration_safety.core.statement import Statement
from migration_safety.errors import OverdueError
from migration_safety.flows.evidence import Box, Evidence
from migration_safety.flows.observed import observe
from migration_safety.flows.safety.price.measured import Measured
from migration_safety.flows.safety.price.timing import Timed
from migration_safety.reading.graph.select import Selection

ROWS = (20_000, 80_000)
BASIS = (
    "Estimates are extrapolated from {} rows that were generated on the sandbox, on this machine:"
    " other hardware, a cold cache or other data take other times."
)
NO_SIZES = (
    "Nothing was estimated: no table that the migrations work on has a known size;"
    " --statistics FILE tells sizes."
)
OVERDUE = "Not everything was estimated: it would have taken more than {:g} s (ESTIMATE_SECONDS)."

Key = tuple[str, str]


def estimated(evidence: Evidence, selection: Selection, box: Box) -> Evidence:
    """The evidence with seconds for statements that work on tables of known size."""
    if not evidence.plan.migrations:
        return evidence
    wanted = dict(_wanted(evidence.plan))
    if not wanted:
        return replace(evidence, notes=(*evidence.notes, NO_SIZES))
    limit, notes, measured = configuration().estimate_seconds, list[str](), Measured()
    deadline = monotonic() + limit
    for rows in ROWS:
        box.progress(f"Running the migrations on {rows:,} generated rows")
        timed = Timed(rows, wanted, _empty(evidence.plan), deadline)
        try:
            watched = observe(
                selection,
                alias=box.alias,
                sandbox=box.sandbox,
                version=evidence.version,
                baseline=box.baseline(selection, evidence.plan),
                templates=configuration().template_databases,
                around=timed.around,
            )
            # A statement that was cancelled at the deadline looks like a failure.
            if monotonic() >= deadline:
                notes.append(OVERDUE.format(limit))
            elif watched.outcome.failed:
                failed = ".".join(watched.outcome.failed)
                notes.append(_failure(failed, rows, watched.outcome.error))
        except OverdueError:
            notes.append(OVERDUE.format(limit))
        measured.add(timed)
        notes += [f"{table} was not filled for estimates: {why}." for table, why in timed.reasons]
    plan = _with_estimates(evidence.plan, measured)
    basis = BASIS.format(" and ".join(f"{rows:,}" for rows in ROWS))
    return replace(evidence, plan=plan, notes=(*evidence.notes, *dict.fromkeys((basis, *notes))))


def _failure(migration: str, rows: int, error: str) -> str:
    return f"From {migration} on nothing is estimated: on {rows:,} generated rows it fails: {error}"


def _wanted(plan: Plan) -> Iterator[tuple[Key, frozenset[str]]]:
    """By migration, the tables to fill: all that it touches, if it works on one of known size."""
    for migration in plan.migrations:
        statements = migration.statements()
        worked = [task for each in statements for task in tasks(each)]
        tables = {effect.table for each in statements for effect in each.effects}
        sized = any(effect.rows for each in statements for effect in each.effects)
        if sized and any(task.size.rows or not task.table for task in worked):
            yield (migration.app, migration.name), frozenset(tables)


def _empty(plan: Plan) -> Mapping[str, set[str]]:
    """By table, the columns whose missing values a migration fills in: they stay NULL."""
    found: dict[str, set[str]] = defaultdict(set)
    for migration in plan.migrations:
        for step in migration.steps:
            for statement in step.filling():
                for action in statement.acting("UPDATE"):
                    found[action.table] |= set(action.columns)
    return found


def _with_estimates(plan: Plan, measured: Measured) -> Plan:
    return replace(
        plan,
        migrations=tuple(
            replace(each, steps=tuple(_step(each, step, measured) for step in each.steps))
            for each in plan.migrations
        ),
    )


def _step(migration: Migration, step: Step, measured: Measured) -> Step:
    place = (migration.app, migration.name, step.index)
    if any(step.acting("PYTHON")):
        whole = _of_python(step, measured.operations.get(place, {}), measured)
        return replace(step, statements=tuple(_part(each, whole) for each in step.statements))
    statements = (
        replace(each, estimate=_estimate(each, measured.points(place, each.sql), measured))
        for each in step.statements
    )
    return replace(step, statements=tuple(statements))


def _part(statement: Statement, whole: Estimate | None) -> Statement:
    """Python is timed as a whole: its statements take none beside it."""
    if whole and not any(statement.acting("PYTHON")):
        whole = Estimate(0.0, 0.0, whole.rows)
    return replace(statement, estimate=whole)


def _of_python(step: Step, times: Mapping[int, float], measured: Measured) -> Estimate | None:
    """For the largest table that it touches; nobody knows whether it goes through all of it."""
    touched = [effect for each in step.statements for effect in each.effects if effect.rows]
    if not touched or any(effect.table not in measured.widths for effect in touched):
        return None
    points = [Point(each, seconds) for each, seconds in times.items()]
    return extrapolated(points, max(map(_rows, touched)))


def _estimate(statement: Statement, points: list[Point], measured: Measured) -> Estimate | None:
    """For the largest of the tables that it works on, if all were filled and have a size."""
    worked = [effect for effect in statement.effects if effect.works]
    if not worked or any(
        effect.rows is None or effect.table not in measured.widths for effect in worked
    ):
        return None
    largest = max(worked, key=_rows)
    shapes = " ".join(action.shape for action in statement.actions)
    sorts = any(mark in shapes for mark in KINDS["index build"])
    width = _width(largest, measured.widths[largest.table])
    return extrapolated(points, _rows(largest), sorts=sorts, width=width)


def _width(effect: Effect, measured: float) -> float:
    """How many times as wide its rows are as those that were generated."""
    if not effect.rows or not effect.bytes or not measured:
        return 1.0
    return effect.bytes / effect.rows / measured


def _rows(effect: Effect) -> int:
    return effect.rows or 0
