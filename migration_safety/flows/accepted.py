"""What ledgers accept: read before the work begins, and put on the plan after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from migration_safety.core.acceptance.ledger import Entry
from migration_safety.core.report import Check, Status
from migration_safety.errors import SelectionError
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.ledger.load import load, wrong
from migration_safety.rules.settling import suppressible

NAME = "accepted migrations exist"


def accepted(ledgers: Iterable[str | Path]) -> tuple[Entry, ...]:
    """The entries of all of them.  Raises LedgerError, also for a rule that does not exist."""
    entries = tuple(entry for ledger in ledgers for entry in load(Path(ledger)))
    for each in entries:
        _known_rule(each)
    return entries


def _known_rule(entry: Entry) -> None:
    (rule,) = entry.suppression.rules
    try:
        suppressible(rule)
    except SelectionError as error:
        problem = error.problem.rstrip(".").replace("There", "there", 1)
        raise wrong(entry.suppression.source, problem, error.advice) from error


def existing(entries: Sequence[Entry], selection: Selection) -> tuple[Check, ...]:
    """A line of the checklist: entries for migrations that are gone accept nothing."""
    if not entries:
        return ()
    known = {(each.app_label, each.name) for each in selection.migrations}
    gone = [each for each in entries if each.key not in known]
    status = Status.WARNING if gone else Status.PASSED
    message = f"{len(gone)} of {len(entries)} not" if gone else "all"
    return (Check(NAME, status, len(entries), message, tuple(map(_told, gone))),)


def _told(entry: Entry) -> str:
    place = entry.suppression.source
    at = f"{place.path}:{place.line}" if place.line else place.path
    (rule,) = entry.suppression.rules
    return f"{at}: {entry.app}.{entry.migration} ({rule}) is gone, or a squashed one replaces it"
