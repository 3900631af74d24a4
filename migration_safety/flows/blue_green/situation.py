"""Where a run is, asked without driving it: also while another process does."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.situation import Line, Situation
from migration_safety.databases.postgresql.deploying.side import LOST
from migration_safety.errors import MigrationSafetyError
from migration_safety.flows.blue_green.opening import Orders, watched
from migration_safety.flows.blue_green.order import ORDER, STEPS
from migration_safety.flows.blue_green.running.engine import committed, standing
from migration_safety.flows.blue_green.running.journal import Event
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.states.afterwards.contracted import CONTRACTED
from migration_safety.flows.blue_green.states.afterwards.debt import debt

SWITCH = STEPS["switch"]


def situation(orders: Orders) -> Situation:
    """What is done, who serves, and what each way on would do.  Raises PlanError, JournalError."""
    with watched(orders) as run:
        here = committed(run, ORDER)
        lines = tuple(_lines(run))
        half = [each.name for each in lines if each.told in ("begun", "failed")]
        return Situation(
            run.deployment.short,
            str(run.deployment.strategy),
            lines,
            serving=_serving(run, half),
            safe=not half,
            abort=() if here else tuple(_undoing(run)),
            debt=(*run.deployment.debts, *_owed(run)) if here else (),
            next=_next(run, half),
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


def _serving(run: Run, half: list[str]) -> str:
    """Within a broken-off switch traffic may wait at the gate, or at the pooler."""
    if committed(run, ORDER):
        return "green"
    waits = set(half) & set(SWITCH) or run.journal.reached(SWITCH[0])
    return "" if waits else "blue"


def _owed(run: Run) -> Iterator[str]:
    """Past the contract phase there is nothing that could be owed."""
    if run.journal.touched(CONTRACTED.name):
        return
    try:
        yield from debt(run)
    except (MigrationSafetyError, LOST) as error:
        yield f"not known, since a side does not answer ({type(error).__name__})"


def _undoing(run: Run) -> Iterator[str]:
    for state in reversed(ORDER):
        if run.journal.touched(state.name) and state.undoing:
            yield state.undoing


def _next(run: Run, half: list[str]) -> str:
    if half:
        return "--resume, or --abort"
    for state in ORDER:
        last = run.journal.last(state.name)
        if last is None or last.event is Event.UNDONE:
            step = next((name for name, each in STEPS.items() if state.name in each), state.name)
            return f"--run {step}"
    return ""
