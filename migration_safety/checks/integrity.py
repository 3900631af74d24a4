"""Rows that break what is promised of them, or what pending migrations are about to demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migration_safety.checks.outcome import outcome
from migration_safety.core.catalog.demand import Pending, Shortfall
from migration_safety.core.report import Check

REFERENCES = "references lead to rows"
DEMANDS = "rows satisfy what is pending"
NAMES = (REFERENCES, DEMANDS)


def references_check(found: Sequence[Shortfall]) -> Check:
    """Foreign keys of the database, and relations of models that have none there."""
    return outcome(
        REFERENCES,
        _examined(found),
        [_orphans(each) for each in found if each.rows],
        unexamined=_unanswered(found),
        none="nothing in the database refers to anything",
    )


def demands_check(
    found: Sequence[Shortfall], made: Iterable[Pending], told: Iterable[str]
) -> Check:
    """`made` say which migration demands what; `told` is what could not be asked of any row."""
    pending = {each.demand: each for each in made}
    short = [(pending[each.demand], each) for each in found if each.rows]
    return outcome(
        DEMANDS,
        _examined(found),
        [_short(demand, each) for demand, each in short if not demand.mended],
        doubtful=[_short(demand, each) for demand, each in short if demand.mended],
        unexamined=_unanswered(found),
        told=told,
        none="no selected migration demands anything of existing rows",
    )


def _examined(found: Iterable[Shortfall]) -> int:
    return sum(not each.unanswered for each in found)


def _unanswered(found: Iterable[Shortfall]) -> list[str]:
    return [f"{each.demand.words}: {each.unanswered}" for each in found if each.unanswered]


def _orphans(found: Shortfall) -> str:
    return (
        f"{found.demand.words}, but not so {_rows(found)}. Delete, set the column to NULL, or bring"
        " back what is referred to."
    )


def _short(pending: Pending, found: Shortfall) -> str:
    unless = f", unless {pending.mended} mends them" if pending.mended else ""
    return (
        f"{pending.migration} demands {found.demand.words}, but not so {_rows(found)}: it will"
        f" fail{unless}. Mend them in a migration before it."
    )


def _rows(found: Shortfall) -> str:
    rows = "1 row" if found.rows == 1 else f"{found.rows:,} rows"
    more = ", ..." if found.rows > len(found.keys) else ""
    return f"{rows} (key {'; '.join(found.keys)}{more})"
