"""Drive a planned deployment: a step, on after a crash, back to where nothing was, back to blue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from migration_safety.errors import MigrationSafetyError, RefusedError, TroubleError
from migration_safety.flows.blue_green.order import ORDER, STEPS, WHOLE
from migration_safety.flows.blue_green.running import copies, engine
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import nothing
from migration_safety.flows.blue_green.steering.returning import refuse_serving

# Green follows blue again once traffic is back: what was tried may be tried again.
AFTER = "serving"


def step(run: Run, name: str) -> None:
    """Go into a state, or through all of a step's.

    Where green does badly after the switch traffic goes back to blue by itself, and TroubleError
    says why, and whether it could.  Raises RefusedError for an unknown state.
    """
    names = _names(name)
    # Who only looks writes nothing.
    writing = [each.name for each in ORDER if each.name in names and each.act != nothing]
    copies.announce(run, writing)
    with _going_back(run):
        if engine.reach(run, ORDER, names):
            run.tell(f"{name}: done")


def resume(run: Run) -> None:
    """Finish the step that was broken off; where green does badly, as in a step."""
    with _going_back(run):
        engine.resume(run, ORDER, WHOLE)
        run.tell("resume: done")


def abort(run: Run) -> None:
    """Take back all that the run made, on both sides; its journal stays where it is.

    Raises RefusedError past the commit point.
    """
    refuse_serving(run)
    engine.abort(run, ORDER)
    run.tell("abort: done")
    if engine.committed(run, ORDER):
        # The way back was; the run itself goes on.
        copies.copy(run)
    else:
        copies.forget(run)


def rollback(run: Run) -> None:
    """Switch back to blue."""
    copies.announce(run.reversed(), STEPS["switch"])
    try:
        engine.rollback(run, ORDER, (*STEPS["switch"], AFTER))
        run.tell("rollback: done: blue serves")
    finally:
        copies.copy(run)


@contextmanager
def _going_back(run: Run) -> Iterator[None]:
    """Green may do badly in it: then traffic goes back, if it can without losing a write."""
    try:
        yield
    except TroubleError as error:
        run.tell(f"{error.problem} Going back to blue.")
        try:
            rollback(run)
        except MigrationSafetyError as why:
            raise TroubleError(f"{error.problem} Not gone back: {why.problem}", why.advice) from why
        again = "Find the cause before you switch again."
        raise TroubleError(f"{error.problem} Traffic is on blue again.", again) from error
    finally:
        copies.copy(run)


def script(run: Run, action: str, name: str) -> Iterator[str]:
    """What an action would send and change, line by line; `name` is the state of "run".

    Raises RefusedError where the action itself would be: nothing was begun, or there is no way.
    """
    if action == "abort":
        way = engine.abandoned(run, ORDER)
        for state in reversed([each for each in ORDER if way.journal.touched(each.name)]):
            yield f"# take back {state.name}: {state.undoing or 'nothing was made'}"
        return
    way, names = _way(run, action, name)
    for state in ORDER:
        if state.name in names:
            yield f"# {state.name}: {state.title}"
            yield from state.script(way)


def _way(run: Run, action: str, name: str) -> tuple[Run, Sequence[str]]:
    """In which direction an action goes through which states."""
    if action == "resume":
        return engine.broken_off(run, ORDER, WHOLE)
    if action == "rollback":
        engine.expect_way_back(run, ORDER)
        return run.reversed(), STEPS["switch"]
    return run, _names(name)


def _names(name: str) -> tuple[str, ...]:
    names = STEPS.get(name, (name,))
    if not set(names) <= {each.name for each in ORDER}:
        known = ", ".join([*STEPS, *(each.name for each in ORDER)])
        raise RefusedError(f"There is no state {name!r}.", f"Those of a run: {known}.")
    return names
