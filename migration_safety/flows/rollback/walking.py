"""The walk along a course: a trial of the whole, and one of every migration by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from migration_safety.core.trial.trial import Trial
from migration_safety.flows.rollback.base import Base
from migration_safety.flows.rollback.ground import Ground
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.trying import Trying

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the course: migrations `first` to before `last`, each by itself; or all as one."""

    first: int
    last: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of a stretch: the trials by the labels of their migrations, and what stopped it.

    `trials` of a whole have one key, that of all labels together.
    """

    trials: dict[tuple[str, ...], Trial] = field(default_factory=dict)
    failed: str = ""


def walked(base: Base, request: Request, stretch: Stretch, progress: Progress) -> Walked:
    """Try it on a copy of the base of its own."""
    with Ground(base.copy(), request.alias) as ground:
        if stretch.whole:
            unit = base.course.whole()
            progress(f"All {len(unit.migrations)} migrations as one: forward, back, forward")
            trial = Trying(unit, ground, request).trial()
            return Walked({unit.labels: trial})
        return _each(base, request, ground, stretch, progress)


def _each(
    base: Base, request: Request, ground: Ground, stretch: Stretch, progress: Progress
) -> Walked:
    trials: dict[tuple[str, ...], Trial] = {}
    for position, (unit, selected) in enumerate(base.course.each()):
        (label,) = unit.labels
        if position >= stretch.last:
            break
        if position < stretch.first or not selected:
            with ground.connected() as connection:
                leg = unit.forward(connection)
        else:
            progress(f"{label}: forward, back, forward")
            trials[unit.labels] = trial = Trying(unit, ground, request).trial()
            leg = trial.forward
        if leg.failed:
            return Walked(trials, label)
    return Walked(trials)


def stretches(base: Base, request: Request, workers: int) -> list[Stretch]:
    """The whole first, as it takes longest; then every migration, in as many parts as workers."""
    count = len(base.course.migrations)
    found = [Stretch(0, count, whole=True)] if request.plan and _worth_it(request, count) else []
    if request.each:
        bounds = [round(part * count / workers) for part in range(workers + 1)]
        found += [Stretch(first, last) for first, last in pairwise(bounds) if first < last]
    return found


def _worth_it(request: Request, count: int) -> bool:
    """One migration by itself is the whole."""
    return count > 1 or not request.each
