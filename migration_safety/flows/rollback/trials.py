"""All trials of a course, by as many workers as there are, put into the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from migration_safety.core.plan import Plan
from migration_safety.core.report import Unknown
from migration_safety.core.trial.trial import Trial
from migration_safety.flows.rollback.crew import side_by_side
from migration_safety.flows.rollback.places.base import Base
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.walking import Walked, stretches, walked

Progress = Callable[[str], None]


def with_trials(
    plan: Plan, base: Base, request: Request, progress: Progress
) -> tuple[Plan, list[Unknown], tuple[str, ...]]:
    """The plan, what could not be tried, with the reason, and what was kept."""
    wanted = stretches(base, request, max(request.workers, 1))
    if len(wanted) > 1 and (request.workers > 1 or request.scheduler):
        return _told(plan, base, request, side_by_side(base, request, wanted, progress))
    return _told(plan, base, request, [walked(base, request, each, progress) for each in wanted])


def _told(
    plan: Plan, base: Base, request: Request, found: Iterable[Walked]
) -> tuple[Plan, list[Unknown], tuple[str, ...]]:
    trials: dict[tuple[str, ...], Trial] = {}
    kept: list[str] = []
    failed = ""
    for each in found:
        kept += each.kept
        trials |= each.trials
        failed = failed or each.failed
    migrations = tuple(
        replace(each, trial=trials.get((str(each),)) if request.each else None)
        for each in plan.migrations
    )
    whole = trials.get(base.course.labels) if request.plan else None
    plan = replace(plan, migrations=migrations, trial=whole)
    return plan, _not_reached(base, failed) if failed else [], tuple(kept)


def _not_reached(base: Base, failed: str) -> list[Unknown]:
    """The selected migrations after one that cannot be applied."""
    labels = base.course.selected()
    later = labels[labels.index(failed) + 1 :] if failed in labels else labels
    return [Unknown(each, f"not tried: {failed} before it fails") for each in later]
