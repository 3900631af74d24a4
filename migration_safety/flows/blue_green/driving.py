"""Drive a planned deployment: a step, on after a crash, back to where nothing was, back to blue."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.errors import RefusedError, TroubleError
from migration_safety.flows.blue_green.order import ORDER, STEPS
from migration_safety.flows.blue_green.running import copies, engine
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.steering.returning import refuse_serving

# Green follows blue again once traffic is back: what was tried may be tried again.
AFTER = "serving"


def step(run: Run, name: str) -> None:
    """Go into a state, or through all of a step's.

    Where green does badly after the switch traffic goes back to blue by itself, and TroubleError
    says why.  Raises RefusedError for an unknown state.
    """
    names = _names(name)
    copies.announce(run, names)
    try:
        engine.reach(run, ORDER, names)
    except TroubleError as error:
        run.tell(f"{error.problem} Going back to blue.")
        rollback(run)
        raise
    finally:
        copies.copy(run)


def resume(run: Run) -> None:
    """Finish the step that was broken off."""
    try:
        engine.resume(run, ORDER, [*STEPS.values(), *((each.name,) for each in ORDER)])
    finally:
        copies.copy(run)


def abort(run: Run) -> None:
    """Take back all that the run made, on both sides; its journal stays where it is.

    Raises RefusedError past the commit point.
    """
    refuse_serving(run)
    engine.abort(run, ORDER)
    copies.forget(run)


def rollback(run: Run) -> None:
    """Switch back to blue."""
    copies.announce(run.reversed(), STEPS["switch"])
    try:
        engine.rollback(run, ORDER, (*STEPS["switch"], AFTER))
    finally:
        copies.copy(run)


def script(run: Run, action: str, name: str) -> Iterator[str]:
    """What an action would send and change, line by line; `name` is the state of "run"."""
    if action == "abort":
        for state in reversed([each for each in ORDER if run.journal.touched(each.name)]):
            yield f"# take back: {state.title}: {state.undoing}"
        return
    back = action == "rollback"
    names = STEPS["switch"] if back else _names(name)
    for state in ORDER:
        if state.name in names:
            yield f"# {state.title}"
            yield from state.script(run.reversed() if back else run)


def _names(name: str) -> tuple[str, ...]:
    names = STEPS.get(name, (name,))
    if not set(names) <= {each.name for each in ORDER}:
        known = ", ".join([*STEPS, *(each.name for each in ORDER)])
        raise RefusedError(f"There is no state {name!r}.", f"Those of a run: {known}.")
    return names
