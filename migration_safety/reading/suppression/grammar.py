"""The grammar of a suppression: `safe: MS101 because REASON; until DATE; owner NAME`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from migration_safety.core.change import Source
from migration_safety.core.nearest import advice
from migration_safety.core.suppression import Suppression

BEGINNING = "safe:"
BECAUSE = " because "
CLAUSES = ("until", "owner")
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
    head, *clauses = said[len(BEGINNING) :].split(";")
    rules, _, reason = f" {' '.join(head.split())} ".partition(BECAUSE)
    named = tuple(dict.fromkeys(filter(None, APART.split(rules))))
    until, owner, problems = _clauses(clauses)
    problem = next(_problems(named, reason.strip(), problems), "")
    return Suppression(named, reason.strip(), until, owner, source, problem)


def _problems(rules: tuple[str, ...], reason: str, others: list[str]) -> Iterator[str]:
    if not rules:
        yield "It names no rule. Write the id before 'because'."
    if not reason:
        yield "It gives no reason. Write 'because', and why the danger is accepted here."
    yield from others


def _clauses(clauses: list[str]) -> tuple[date | None, str, list[str]]:
    """What follows the reason, and what is wrong with it."""
    until, owner, problems = None, "", []
    for clause in filter(None, map(str.strip, clauses)):
        name, _, value = clause.partition(" ")
        if name == "until":
            until = day(value)
            problems += [] if until else [_no_date(value)]
        elif name == "owner" and value:
            owner = value.strip()
        else:
            problems.append(_no_clause(name))
    return until, owner, problems


def day(text: str) -> date | None:
    """A date such as 2027-01-31, None where it is none."""
    try:
        return date.fromisoformat(text.strip()) if DATE.fullmatch(text.strip()) else None
    except ValueError:
        return None


def _no_date(value: str) -> str:
    return f"{value.strip()!r} is no date. Write it as 2027-01-31."


def _no_clause(name: str) -> str:
    said = "It names no owner." if name == "owner" else f"{name!r} begins nothing that is known."
    return f"{said} After ';' stands 'until DATE' or 'owner NAME'. {advice(name, CLAUSES)}"
