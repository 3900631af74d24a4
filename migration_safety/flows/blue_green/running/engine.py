"""Go from state to state: forward, on after a crash, or back to where nothing was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migration_safety.errors import MigrationSafetyError, RefusedError
from migration_safety.flows.blue_green.running.journal import Event
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State


@dataclass(frozen=True, slots=True)
class Standing:
    """How a state stands: by the journal ("", "begun", "reached", "failed", "undone"), and by
    its probe (None where that was not asked, or could not be)."""

    state: State
    told: str
    seen: bool | None


def reach(run: Run, states: Sequence[State], names: Sequence[str]) -> bool:
    """Go into the named states, one after the other; all before them must be reached.  Whether
    there was anything to do.

    Where one fails, those of the same call are taken back as far as none commits.  Raises
    RefusedError, and whatever a state raises.
    """
    wanted = [each for each in states if each.name in names]
    _all_before(run, states, wanted[0])
    for state in wanted:
        if state.token and run.confirmed != run.deployment.short:
            raise RefusedError(
                f'"{state.title}" cannot be taken back.',
                f"Give your word: --confirm {run.deployment.short}.",
            )
    entered: list[State] = []
    passed = _passed(run, states, wanted)
    for state in wanted:
        if run.journal.reached(state.name) and (passed or state.done(run)):
            run.tell(f"{state.name}: done already")
            continue
        entered.append(state)
        _enter(run, state, entered)
    return bool(entered)


def resume(run: Run, states: Sequence[State], steps: Sequence[Sequence[str]]) -> None:
    """Finish the step that was broken off, on the way there or back.  Raises RefusedError where
    none was."""
    way, step = broken_off(run, states, steps)
    if way is run:
        reach(run, states, step)
    else:
        rollback(run, states, step)


def broken_off(
    run: Run, states: Sequence[State], steps: Sequence[Sequence[str]]
) -> tuple[Run, Sequence[str]]:
    """The step that was, and the run on the way on which it was.  Raises RefusedError where none
    was."""
    for way in (run.reversed(), run):
        for step in steps:
            if _broken_off(way, states, step):
                return way, step
    raise RefusedError("No step was broken off.", "Go on with the next one: --run STATE.")


def abort(run: Run, states: Sequence[State]) -> None:
    """Take back all that was begun, the last first, until nothing of the run is left; of a
    rollback that was broken off what was begun of it, so that green serves again.

    Raises RefusedError past the commit point.
    """
    _take_back(abandoned(run, states), states)


def abandoned(run: Run, states: Sequence[State]) -> Run:
    """What an abort takes back: the run, or its way back.  Raises RefusedError past the commit
    point."""
    back = run.reversed()
    if not committed(run, states):
        return run
    if any(back.journal.touched(each.name) for each in states) and not committed(back, states):
        return back
    raise RefusedError(
        "Traffic is on the other side already: there is nothing to abort.",
        "Go back without losing a write: --rollback.",
    )


def rollback(run: Run, states: Sequence[State], names: Sequence[str]) -> None:
    """Switch back: the states of the switch with the sides exchanged, then none of both ways.

    `names` are those that a switch reaches, and what stands on it.  Raises RefusedError before
    the commit point and past what cannot be taken back, and whatever a state raises: then
    traffic stays where it is.
    """
    expect_way_back(run, states)
    switch = [each for each in states if each.name in names]
    back = run.reversed()
    entered: list[State] = []
    for state in switch:
        if not (back.journal.reached(state.name) and state.done(back)):
            entered.append(state)
            _enter(back, state, entered)
    for state in reversed(states[states.index(switch[0]) :]):
        for way in (run, back):
            if way.journal.touched(state.name):
                way.journal.write(state.name, Event.UNDONE)


def expect_way_back(run: Run, states: Sequence[State]) -> None:
    """Raises RefusedError before the commit point, and where no stream leads back any more."""
    if over := [each for each in states if each.token and run.journal.touched(each.name)]:
        raise RefusedError(
            f'"{over[0].title}" was begun: no stream leads back.',
            "Mend forward, or restore the backup: writes since the switch are not in it.",
        )
    if not committed(run, states):
        raise RefusedError("Traffic is on blue still.", "Take the run back: --abort.")


def standing(run: Run, states: Sequence[State], *, asked: bool = True) -> Iterator[Standing]:
    """How each state stands.  `asked`: what was begun is probed on the servers."""
    for state in states:
        last = run.journal.last(state.name)
        seen = _seen(run, state) if asked and last and last.event is not Event.UNDONE else None
        yield Standing(state, str(last.event) if last else "", seen)


def committed(run: Run, states: Sequence[State]) -> bool:
    """Whether traffic may be on the other side: a commit point was begun, and not taken back."""
    return any(each.commits and run.journal.touched(each.name) for each in states)


def _take_back(run: Run, states: Sequence[State]) -> None:
    for state in reversed([each for each in states if run.journal.touched(each.name)]):
        _undo(run, state)


def _enter(run: Run, state: State, entered: Sequence[State]) -> None:
    try:
        run.tell(f"{state.name}: {state.title}")
        # Asked before anything is told: what was refused was not begun.
        state.check(run)
        run.journal.write(state.name, Event.BEGUN)
        state.act(run)
        if not state.done(run):
            raise MigrationSafetyError(
                f'"{state.title}" came to its end, but its probe does not find it done.',
                "See --status; --abort takes back what was made.",
            )
        run.journal.write(state.name, Event.REACHED)
    except BaseException as error:
        # Ctrl-C, too, wherever it comes.
        _failed(run, state, entered, error)
        raise


def _failed(run: Run, state: State, entered: Sequence[State], error: BaseException) -> None:
    # One that was reached before, and is refused now, is not half done.
    if (last := run.journal.last(state.name)) and last.event is Event.BEGUN:
        run.journal.write(state.name, Event.FAILED, because=type(error).__name__)
    if len(entered) == 1 or committed(run, entered):
        return
    for each in reversed(entered):
        if run.journal.touched(each.name):
            _undo(run, each)


def _undo(run: Run, state: State) -> None:
    run.tell(f"taking back {state.name}{': ' if state.undoing else ''}{state.undoing}")
    state.undo(run)
    run.journal.write(state.name, Event.UNDONE)


def _passed(run: Run, states: Sequence[State], wanted: Sequence[State]) -> bool:
    """Whether traffic went on from there: what was made before stands no more as it was made, as a
    stream that has ended, and may not be made again under who serves now."""
    later = states[states.index(wanted[-1]) + 1 :]
    return any(each.commits or each.token for each in later if run.journal.touched(each.name))


def _all_before(run: Run, states: Sequence[State], first: State) -> None:
    for each in states[: states.index(first)]:
        if not run.journal.reached(each.name):
            raise RefusedError(
                f"{first.name} ({first.title}) comes after {each.name}, which is not reached.",
                f"Run it first: --run {each.name}.",
            )


def _broken_off(run: Run, states: Sequence[State], names: Sequence[str]) -> bool:
    """Whether a state of a step was, or the step between two of them."""
    step = [each for each in states if each.name in names]
    reached = {run.journal.reached(each.name) for each in step}
    return len(reached) > 1 or any(_open(run, each) for each in step)


def _open(run: Run, state: State) -> bool:
    last = run.journal.last(state.name)
    return last is not None and last.event in (Event.BEGUN, Event.FAILED)


def _seen(run: Run, state: State) -> bool | None:
    try:
        return state.done(run)
    except MigrationSafetyError:
        return None
