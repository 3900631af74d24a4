"""Copies of the journal on both sides: written around every step, never inside of a switch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from migration_safety.databases.postgresql.deploying import journal_copy
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import JournalError
from migration_safety.flows.blue_green.running.journal import Entry, Event
from migration_safety.flows.blue_green.running.run import Run

# By then a side is done with the deployment, and keeps nothing of it.
LAST = {"green": "contracted", "blue": "decommissioned"}


def announce(run: Run, names: Sequence[str]) -> None:
    """Tell both sides what is going to begin: whoever finds only this takes it for begun."""
    at = datetime.now(UTC).isoformat()
    coming = [name for name in names if not run.journal.reached(name)]
    if coming:
        _write(run, [Entry(at, name, Event.BEGUN, run.backward) for name in coming])


def copy(run: Run) -> None:
    """Bring both sides up to date; of what has ended nothing stays."""
    _write(run, [])
    for side in run.sides:
        if side not in _keeping(run):
            journal_copy.forget(side, run.deployment.digest)


def recover(run: Run) -> bool:
    """Fill an empty journal from the longest copy; whether there was one.  Raises JournalError."""
    if not (lines := _lost(run)):
        return False
    run.journal.lines.restore(lines)
    run.tell(f"The journal was lost; {len(lines)} lines came back from its copy.")
    return True


def refuse_stale(run: Run) -> None:
    """Raises JournalError where the run went on with another state directory than this one.

    What begins is told to the sides before; so of what only they know that alone is no news.
    """
    known = {each.line for each in run.journal.lines.entries}
    for side in run.sides:
        lines = journal_copy.read(side, run.deployment.digest)
        missed = [each for each in lines if each not in known and not _announced(each)]
        if missed:
            raise JournalError(
                f"The journal {run.journal.path} lacks {len(missed)} lines of its copy on"
                f" {side.name}: the run went on elsewhere.",
                "Go on with the --state-dir of then; or move this one away: one that is empty is"
                " filled from the copy.",
            )


def look(run: Run) -> None:
    """Read the longest copy where the journal is empty, and leave its file alone.  Raises
    JournalError."""
    run.journal.lines.take(_lost(run))


def forget(run: Run) -> None:
    """Remove the copies."""
    for side in run.sides:
        journal_copy.forget(side, run.deployment.digest)


def _lost(run: Run) -> tuple[str, ...]:
    if run.journal.lines.entries:
        return ()
    return max((journal_copy.read(side, run.deployment.digest) for side in run.sides), key=len)


def _write(run: Run, more: Sequence[Entry]) -> None:
    lines = [each.line for each in (*run.journal.lines.entries, *more)]
    for side in _keeping(run):
        if not journal_copy.write(side, run.deployment.digest, lines):
            run.tell(
                f"{side.name} took no copy of the journal; the one in {run.journal.path} counts."
            )


def _announced(line: str) -> bool:
    event: str = json.loads(line)["event"]
    return event == Event.BEGUN


def _keeping(run: Run) -> list[Side]:
    return [side for side in run.sides if not run.journal.reached(LAST[side.name])]
