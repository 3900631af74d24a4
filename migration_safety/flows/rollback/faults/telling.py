"""Kill matrices for people: one table for each migration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from migration_safety.core.plan import Plan
from migration_safety.core.report import Section, Unknown
from migration_safety.core.trial.fault import Fault, KillMatrix, Orphan

TITLE = "If it is interrupted: {}"
COLUMNS = ("interrupted", "by", "what is left", "locks outlive the client", "migrate again")
NEVER = (
    "{migration}: {lock} stayed {seconds} after the client was killed: PostgreSQL notices that only"
    " when the statement has ended, as client_connection_check_interval is 0. '500ms' would end it"
    " within half a second."
)
BEHIND = (
    "{migration}: {lock} stayed for the {seconds} that a writer's transaction was open, after the"
    " client was killed: PostgreSQL notices that only when the statement has ended, as"
    " client_connection_check_interval is 0. '500ms' would end it within half a second."
)
BY_US = "{migration}: {lock} stayed {seconds} after the client was killed, and we had to end it."
# Shorter, and nobody would have felt it.
FELT = 0.1


def matrices(plan: Plan) -> tuple[KillMatrix, ...]:
    """Those of its migrations."""
    every = (each.trial.faults for each in plan.migrations if each.trial)
    return tuple(each for each in every if each)


def sections(plan: Plan) -> tuple[Section, ...]:
    """A table for each migration that was interrupted: what came to the same is one row.

    Django's own gap is told in a note.
    """
    found = ((each.migration, tuple(_rows(each))) for each in matrices(plan))
    return tuple(Section(TITLE.format(name), COLUMNS, rows) for name, rows in found if rows)


def notes(plan: Plan) -> tuple[str, ...]:
    """What goes for all, each once; and the lock that lived longest of each migration."""
    every = matrices(plan)
    said = dict.fromkeys(note for each in every for note in each.notes)
    return (*said, *(line for each in every for line in _longest(each)))


def unknown(plan: Plan) -> tuple[Unknown, ...]:
    """What could not be interrupted, and why."""
    return tuple(Unknown(each.migration, why) for each in matrices(plan) for why in _reasons(each))


def _reasons(matrix: KillMatrix) -> Iterator[str]:
    yield from matrix.untried
    lacking = [each for each in matrix.faults if each.unknown]
    for why, faults in groupby(sorted(lacking, key=_why), _why):
        found = list(faults)
        first = f"{found[0].direction}, {found[0].how} {found[0].where}"
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        yield f"{first}{more}: {why}"


def _why(fault: Fault) -> str:
    return fault.unknown


def _rows(matrix: KillMatrix) -> Iterator[tuple[str, ...]]:
    alike: dict[tuple[str, ...], list[Fault]] = {}
    for each in matrix.tried:
        place = "" if each.ok else str(each.where)
        key = (str(each.direction), place, *each.residue, each.resume)
        if not each.where.gap:
            alike.setdefault(key, []).append(each)
    for faults in alike.values():
        yield _row(faults)


def _row(faults: list[Fault]) -> tuple[str, ...]:
    first = faults[0]
    places = dict.fromkeys(str(each.where) for each in faults)
    told = f"{first.where}: {first.where.words}" if len(places) == 1 else f"{len(places)} places"
    return (
        f"{first.direction}, {told}",
        ", ".join(dict.fromkeys(each.how for each in faults)),
        ", ".join(first.residue),
        _lived(each.orphan for each in faults),
        first.resume,
    )


def _lived(orphans: Iterable[Orphan | None]) -> str:
    """The longest of them."""
    held = [each for each in orphans if each]
    if not held:
        return "none held"
    longest = max(held, key=lambda each: each.seconds)
    return f"{_seconds(longest.seconds)} ({', '.join(longest.held)})"


def _longest(matrix: KillMatrix) -> Iterator[str]:
    fault = matrix.longest
    if fault is None or fault.orphan is None or fault.orphan.seconds < FELT:
        return
    told = BEHIND if fault.where.held else NEVER
    if not fault.orphan.ended:
        told = BY_US
    if told == BY_US or matrix.check_interval == "0":
        yield told.format(
            migration=matrix.migration,
            lock=", ".join(fault.orphan.held),
            seconds=_seconds(fault.orphan.seconds),
        )


def _seconds(taken: float) -> str:
    return f"{taken:.1f} s" if taken >= 1 else f"{taken * 1000:.0f} ms"
