"""Where a run is, as text for a terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from migration_safety.core.deployment.situation import Line, Situation

MARKS = {"": "-", "begun": "under way", "reached": "done", "failed": "FAILED", "undone": "-"}
NOWHERE = "Traffic is on neither side: requests wait."


def document(situation: Situation) -> str:
    """ASCII, indented."""
    return json.dumps(asdict(situation), indent=2) + "\n"


def text(situation: Situation) -> str:
    """At most 80 columns, but for the titles of states and objects' names."""
    return "\n".join(_lines(situation)) + "\n"


def _lines(situation: Situation) -> Iterator[str]:
    yield f"Plan {situation.plan}, strategy {situation.strategy}"
    yield f"Traffic is on {situation.serving}." if situation.serving else NOWHERE
    for side in situation.silent:
        yield f"{side} does not answer: what is told of it is from the journal."
    if situation.back:
        yield f"A rollback is under way, or was broken off: {', '.join(situation.back)}."
    else:
        yield "Nothing is half done." if situation.safe else "A step is under way, or half done."
    yield ""
    yield from (_state(line) for line in situation.lines)
    yield ""
    yield from _listed("An abort would now:", situation.abort)
    yield from _listed("A rollback would now lose:", situation.debt)
    if situation.over:
        yield "There is no way back: the contract phase was begun."
    if situation.next:
        yield f"Next: {situation.next}"


def _state(line: Line) -> str:
    at = f"{line.at[:19].replace('T', ' ')} UTC" if line.told not in ("", "undone") else ""
    doubt = (
        ", but the servers do not show it" if line.told == "reached" and line.seen is False else ""
    )
    return f"  {line.name:<14} {MARKS[line.told] + doubt:<11} {at}".rstrip()


def _listed(title: str, lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield title
        yield from (f"  - {each}" for each in lines)
