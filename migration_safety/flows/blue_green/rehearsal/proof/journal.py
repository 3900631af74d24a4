"""Witnesses that the run itself has written down: fences and pinned moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migration_safety.core.deployment.rehearsal import Witness
from migration_safety.flows.blue_green.running.journal import Entry, Event


def fences(entries: Sequence[Entry]) -> Witness:
    """Each fence had its marker arrive, and its position confirmed by the slot."""
    marked = _noted(entries, "fenced", "nonce")
    passed = [each for each in entries if (each.state, each.event) == ("caught_up", Event.REACHED)]
    # A state that is reached has asked for both; one that waited in vain is not reached.
    return Witness(
        "fence, marker and position",
        held=len(passed) >= len(marked) if marked else None,
        examined=len(marked),
        unit="fences",
        said=f"{min(len(passed), len(marked))} markers arrived and positions were confirmed",
        details=tuple(f"{each.detail['position']} of {_way(each)}" for each in marked),
    )


def moments(entries: Sequence[Entry]) -> Witness:
    """At each fence all published tables were equal, to the row."""
    compared = _noted(entries, "serving", "rows")
    unequal = sum(int(each.detail["unequal"]) for each in compared)
    return Witness(
        "pinned snapshots",
        held=not unequal if compared else None,
        examined=sum(int(each.detail["rows"]) for each in compared),
        unit="rows at the fences",
        said=f"{unequal} tables differ in {len(compared)} comparisons",
        details=tuple(
            f"{_way(each)}: {each.detail['tables']} tables, {each.detail['rows']} rows"
            for each in compared
        ),
    )


def _noted(entries: Sequence[Entry], state: str, key: str) -> list[Entry]:
    return list(_some(entries, state, key))


def _some(entries: Sequence[Entry], state: str, key: str) -> Iterator[Entry]:
    for each in entries:
        if each.state == state and each.event is Event.NOTED and key in each.detail:
            yield each


def _way(entry: Entry) -> str:
    return "green to blue" if entry.backward else "blue to green"
