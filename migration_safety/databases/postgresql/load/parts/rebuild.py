"""Bringing back what was dropped: side by side, each part marked in the journal as it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import psycopg

from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.parts.catalog import present, tables_of
from migration_safety.databases.postgresql.load.parts.crew import Crew
from migration_safety.databases.postgresql.load.parts.entries import (
    Entry,
    entries,
    mark_restored,
)
from migration_safety.databases.postgresql.load.parts.restoration import Restoration
from migration_safety.errors import VolumeError

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """Nobody watches."""


def rebuild(conninfo: str, *, run: int, workers: int = 2, progress: Progress = silent) -> int:
    """Bring back what a run dropped and compare it with the catalog; returns how many parts.

    What cannot come back keeps nothing else from it, and is named with its SQL in a
    VolumeError.  `progress` hears of each part, from several threads.  The caller holds the
    journal's lock.
    """
    with Crew(conninfo, workers) as crew:
        with crew.connection() as connection, failures(connection, "reading what was dropped"):
            missing = _missing(connection, run)
            there = present(connection, [entry.part for entry in missing])
        restoration = Restoration(crew, there, progress)
        restoration.run(missing)
        with crew.connection() as connection, failures(connection, "looking at what came back"):
            there = present(connection, [entry.part for entry in missing])
    absent = [entry for entry in missing if there.get(entry.part.place) != entry.part]
    if absent:
        raise _incomplete(absent, restoration.troubles, len(missing))
    return len(missing)


def _missing(connection: psycopg.Connection, run: int) -> list[Entry]:
    """What is still to be brought back, of the biggest tables first."""
    found = [entry for entry in entries(connection, run) if not entry.restored]
    order = list(tables_of(connection, [entry.part for entry in found]))
    gone = [entry for entry in found if entry.part.owner not in order]
    # Whoever dropped the table since wants no index of it.
    mark_restored(connection, *(entry.id for entry in gone))
    kept = [entry for entry in found if entry.part.owner in order]
    return sorted(kept, key=lambda entry: order.index(entry.part.owner))


def _incomplete(absent: Sequence[Entry], troubles: dict[int, str], total: int) -> VolumeError:
    reasons = "; ".join(
        f"{entry.part.name} on {entry.part.table}: {troubles.get(entry.id, 'it is not as it was')}"
        for entry in absent
    )
    statements = "; ".join(statement for entry in absent for statement in entry.part.statements)
    return VolumeError(
        f"{len(absent)} of {total} indexes and constraints could not be brought back: {reasons}",
        f"Remove what is in their way, then repeat with --repair, or run: {statements};",
    )
