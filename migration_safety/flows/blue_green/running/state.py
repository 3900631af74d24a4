"""One state of a run: what it needs, what it does, how to see that it is reached, the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from migration_safety.flows.blue_green.running.run import Run


def nothing(run: Run) -> None:
    """What a state does that only looks, or that leaves nothing to take back."""


def silent(run: Run) -> Iterable[str]:
    """The script of a state that only looks."""
    return ()


@dataclass(frozen=True, slots=True)
class State:
    """A state and how a run gets into it.

    `check` raises RefusedError with what to do where it cannot begin; `act` may be done again
    after it was broken off anywhere; `done` asks the servers, not the journal; `undo` may be
    done twice, and whatever of `act` was done.  `undoing` says for people what it would do.
    `script` is what `act` would send, "blue: SQL;" statement by statement, and the files that it
    would change, for --dry-run: where it can be, `act` executes these very statements.
    `commits`: from here on traffic is on the other side.  `token`: it wants the operator's word,
    given as --confirm.
    """

    name: str
    title: str
    act: Callable[[Run], None]
    done: Callable[[Run], bool]
    check: Callable[[Run], None] = nothing
    undo: Callable[[Run], None] = nothing
    script: Callable[[Run], Iterable[str]] = silent
    undoing: str = ""
    commits: bool = False
    token: bool = False
