"""The grammar of a suppression: `safe: MS101 because REASON; until DATE; owner NAME`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.operations.change import Source

BEGINNING = "safe:"
BECAUSE = " because "
NO_RULE = "It names no rule. Write the id before 'because'."
NO_REASON = "It gives no reason. Write 'because', and why the danger is accepted here."
# The comment of another tool may stand in the same line.
ANOTHER = re.compile(r"\s+#\s+")
# Without either it is prose that only happens to begin in this way.
MEANT = re.compile(r"\bMS\d|\bbecause\b", re.IGNORECASE)
APART = re.compile(r"[,\s]+")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def parsed(comment: str, source: Source) -> Suppression | None:
    """The suppression that a comment is, `problem` included; None where it is none."""
    pieces = (piece.strip() for piece in ANOTHER.split(comment))
    said = next((piece for piece in pieces if piece.casefold().startswith(BEGINNING)), "")
    if not MEANT.search(said):
        return None
    rules, _, rest = f" {' '.join(said[len(BEGINNING) :].split())} ".partition(BECAUSE)
    if not rest:
        rules = rules.partition(";")[0]
    named = tuple(dict.fromkeys(filter(None, APART.split(rules))))
    found = replace(answered(rest, source), rules=named)
    return found if named else replace(found, problem=NO_RULE)


def answered(text: str, source: Source) -> Suppression:
    """What follows 'because': `REASON; until DATE; owner NAME`, of no rule yet."""
    reason, *clauses = map(str.strip, text.split(";"))
    found = Suppression((), reason, source=source, problem="" if reason else NO_REASON)
    for clause in filter(None, clauses):
        found = _with(found, *clause.partition(" ")[::2])
    return found


def _with(found: Suppression, name: str, value: str) -> Suppression:
    """With one clause more; the first problem is told."""
    value = value.strip()
    if name == "owner" and value:
        return replace(found, owner=value)
    if name == "until" and day(value):
        return replace(found, until=day(value))
    said = f"{value!r} is no date. Write it as 2027-01-31."
    if name != "until":
        missing = "It names no owner." if name == "owner" else f"{name!r} begins nothing known."
        said = f"{missing} After ';' stands 'until DATE' or 'owner NAME'."
    return replace(found, problem=found.problem or said)


def day(text: str) -> date | None:
    """A date such as 2027-01-31, None where it is none."""
    try:
        return date.fromisoformat(text.strip()) if DATE.fullmatch(text.strip()) else None
    except ValueError:
        return None
