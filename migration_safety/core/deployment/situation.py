"""Where a run is: what is done, whether users are served, and what each way on would do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A state: what the journal tells of it ("" where nothing, "begun", "reached", "failed",
    "undone") and since when, and whether the servers show it (None where nobody asked)."""

    name: str
    title: str
    told: str
    at: str
    seen: bool | None


@dataclass(frozen=True, slots=True)
class Situation:
    """`back` are the states of a rollback that has not come to its end.  `serving` is the side
    that takes writes now, "" where it is neither; `safe` whether nothing is half done.  `abort`
    is what --abort would do, in its order, none past the commit point; `debt` what a rollback
    would cost now; `next` the command to go on by; `silent` are the sides that do not answer;
    `over`: no way leads back any more.
    """

    plan: str
    strategy: str
    lines: tuple[Line, ...]
    back: tuple[str, ...]
    serving: str
    safe: bool
    abort: tuple[str, ...]
    debt: tuple[str, ...]
    next: str
    silent: tuple[str, ...] = ()
    over: bool = False
