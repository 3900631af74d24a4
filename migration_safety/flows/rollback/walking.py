"""The walk through a course: a trial of the whole, and one of every migration by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from migration_safety.core.plan import Migration, Plan
from migration_safety.core.report import Unknown
from migration_safety.core.trial.trial import Trial
from migration_safety.flows.rollback.base import Base
from migration_safety.flows.rollback.ground import Ground
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.trying import tried

Progress = Callable[[str], None]


def walked(
    plan: Plan, base: Base, request: Request, progress: Progress
) -> tuple[Plan, list[Unknown]]:
    """The plan with its trials, and what could not be tried, with the reason."""
    unknown: list[Unknown] = []
    if request.each:
        trials, unknown = _each(base, request, progress)
        plan = replace(plan, migrations=tuple(_with(each, trials) for each in plan.migrations))
    if request.plan:
        plan = replace(plan, trial=_whole(plan, base, request, progress))
    return plan, unknown


def _whole(plan: Plan, base: Base, request: Request, progress: Progress) -> Trial | None:
    if request.each and len(base.course.migrations) == 1:
        # By itself it is the whole.
        return plan.migrations[0].trial
    unit = base.course.whole()
    progress(f"All {len(unit.migrations)} migrations as one: forward, back, forward")
    with Ground(base.box, request.alias) as ground:
        return tried(unit, ground)


def _each(
    base: Base, request: Request, progress: Progress
) -> tuple[dict[str, Trial], list[Unknown]]:
    trials: dict[str, Trial] = {}
    with Ground(base.box, request.alias) as ground:
        for unit, selected in base.course.each():
            (label,) = unit.labels
            progress(f"{label}: forward, back, forward")
            trial = tried(unit, ground)
            if selected:
                trials[label] = trial
            if trial.forward.failed:
                return trials, _not_reached(base, label)
    return trials, []


def _with(migration: Migration, trials: dict[str, Trial]) -> Migration:
    return replace(migration, trial=trials.get(str(migration)))


def _not_reached(base: Base, failed: str) -> list[Unknown]:
    """The selected migrations after one that cannot be applied."""
    labels = base.course.selected()
    later = labels[labels.index(failed) + 1 :] if failed in labels else labels
    return [Unknown(each, f"not tried: {failed} before it fails") for each in later]
