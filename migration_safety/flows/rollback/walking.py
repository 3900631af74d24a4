"""The walk along a course: a trial of the whole, and one of every migration by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from migration_safety.core.trial.filled import Filled
from migration_safety.core.trial.trial import Trial
from migration_safety.core.volume.progress import Spoken
from migration_safety.flows.filling import FEW, Filler
from migration_safety.flows.rollback.faults.asked import interrupting
from migration_safety.flows.rollback.places.base import Base
from migration_safety.flows.rollback.places.emptying import Emptying
from migration_safety.flows.rollback.places.ground import Ground
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.trying import Trying
from migration_safety.reading.replay.unit import Unit

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

    `trials` of a whole have one key, that of all labels together.  `kept` tells where the
    database is that they were made on, where it stays.
    """

    trials: dict[tuple[str, ...], Trial] = field(default_factory=dict)
    failed: str = ""
    kept: tuple[str, ...] = ()


def walked(base: Base, request: Request, stretch: Stretch, progress: Progress) -> Walked:
    """Try it on a copy of the base of its own."""
    filler = _filler(request, progress)
    with Ground(base.copy(), request.alias) as ground:
        if stretch.whole:
            found = _whole(base, request, ground, filler=filler, progress=progress)
        else:
            with interrupting(request, progress) as matrices:
                trying = partial(Trying, ground=ground, request=request, matrices=matrices)
                found = _each(base, trying, ground, stretch, filler=filler, progress=progress)
        if request.keep:
            what = "all as one" if stretch.whole else "each by itself"
            found = replace(found, kept=(f"Tried {what}: {ground.main.stay()}",))
    return found


def _whole(
    base: Base, request: Request, ground: Ground, *, filler: Filler, progress: Progress
) -> Walked:
    unit = base.course.whole()
    filled = _filled(filler, unit, ground)
    progress(f"All {len(unit.migrations)} migrations as one: forward, back, forward")
    emptying = Emptying(base, ground, 0)
    trial = emptying.tried(Trying(unit, ground, request).trial, filled)
    return Walked({unit.labels: trial})


def _filler(request: Request, progress: Progress) -> Filler:
    return Filler(
        request.alias,
        profile=request.profile,
        rows=request.rows,
        scale=request.scale,
        seed=request.seed,
        locale=request.locale,
        # A small table of a clone is as small as it is.
        few=0 if request.clone_from else FEW,
        progress=Spoken(progress),
    )


def _filled(filler: Filler, unit: Unit, ground: Ground) -> Filled:
    """Rows for the tables that have none before the unit: on empty ones nothing is proven."""
    with ground.connected():
        return filler.fill(unit.before.apps)


def _each(
    base: Base,
    trying: Callable[[Unit], Trying],
    ground: Ground,
    stretch: Stretch,
    *,
    filler: Filler,
    progress: Progress,
) -> Walked:
    trials: dict[tuple[str, ...], Trial] = {}
    for position, (unit, selected) in enumerate(base.course.each()):
        (label,) = unit.labels
        if position >= stretch.last:
            break
        # Whoever makes this trial, and wherever it begins: the same rows.
        filled = _filled(filler, unit, ground)
        emptying = Emptying(base, ground, position)
        if position < stretch.first or not selected:
            leg = emptying.passed(unit)
        else:
            progress(f"{label}: forward, back, forward")
            trial = emptying.tried(trying(unit).trial, filled)
            trials[unit.labels] = trial
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
