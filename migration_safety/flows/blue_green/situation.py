"""Where a run is, asked without driving it: also while another process does."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.situation import Line, Situation
from migration_safety.databases.postgresql.deploying.side import LOST, Side
from migration_safety.errors import MigrationSafetyError, RefusedError
from migration_safety.flows.blue_green.opening import Orders, watched
from migration_safety.flows.blue_green.order import ORDER, STEPS, WHOLE
from migration_safety.flows.blue_green.running.engine import (
    abandoned,
    broken_off,
    committed,
    standing,
)
from migration_safety.flows.blue_green.running.journal import Event
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.states.afterwards.contracted import CONTRACTED
from migration_safety.flows.blue_green.states.afterwards.debt import debt
from migration_safety.flows.blue_green.users import serving

SWITCH = STEPS["switch"]


def situation(orders: Orders) -> Situation:
    """What is done, who serves, and what each way on would do.  Raises PlanError, JournalError."""
    with watched(orders) as run:
        there = committed(run, ORDER)
        half = _half_done(run)
        over = run.journal.touched(CONTRACTED.name)
        back = tuple(each.name for each in ORDER if run.reversed().journal.touched(each.name))
        return Situation(
            run.deployment.short,
            str(run.deployment.strategy),
            tuple(_lines(run)),
            back,
            serving=serving(run),
            safe=not (half or back),
            abort=tuple(_undoing(run)),
            debt=(*run.deployment.debts, *_owed(run)) if there and not over else (),
            over=over,
            next=_next(run, half=half, back=bool(back)),
            silent=tuple(side.name for side in run.sides if not _answers(side)),
        )


def _lines(run: Run) -> Iterator[Line]:
    passed = _passed(run)
    unasked = standing(run, ORDER[:passed], asked=False)
    for each in (*unasked, *standing(run, ORDER[passed:])):
        last = run.journal.last(each.state.name)
        yield Line(each.state.name, each.state.title, each.told, last.at if last else "", each.seen)


def _passed(run: Run) -> int:
    """How many states stand no more as they were made: those for the switch, once traffic has
    gone over it, and all those for the way back, once that is given up."""
    names = [each.name for each in ORDER]
    if run.journal.touched(CONTRACTED.name):
        return names.index(CONTRACTED.name)
    return names.index(SWITCH[0]) if committed(run, ORDER) else 0


def _owed(run: Run) -> Iterator[str]:
    try:
        yield from debt(run)
    except (MigrationSafetyError, LOST):
        yield "and what is not known now, since a side does not answer"


def _undoing(run: Run) -> Iterator[str]:
    try:
        way = abandoned(run, ORDER)
    except RefusedError:
        return
    for state in reversed(ORDER):
        if way.journal.touched(state.name) and state.undoing:
            yield state.undoing


def _answers(side: Side) -> bool:
    try:
        side.connection.execute("SELECT")
    except (MigrationSafetyError, LOST):
        return False
    return True


def _half_done(run: Run) -> bool:
    try:
        broken_off(run, ORDER, WHOLE)
    except RefusedError:
        return False
    return True


def _next(run: Run, *, half: bool, back: bool) -> str:
    word = f" --confirm {run.deployment.short}"
    if back:
        onward = "--resume" if half else "--rollback"
        return onward if committed(run.reversed(), ORDER) else f"{onward}, or --abort"
    if half and run.journal.touched(CONTRACTED.name):
        return f"--resume{word}"
    if half:
        return "--resume, or --rollback" if committed(run, ORDER) else "--resume, or --abort"
    for state in ORDER:
        last = run.journal.last(state.name)
        if last is None or last.event is Event.UNDONE:
            step = next((name for name, each in STEPS.items() if state.name in each), state.name)
            return f"--run {step}{word if state.token else ''}"
    return ""
