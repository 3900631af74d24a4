"""How far verdicts on data reach: what is unproven in every trial, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migration_safety.core.trial.data.alteration import Alteration

MOST = 8


def gaps(alterations: Iterable[Alteration]) -> tuple[str, ...]:
    """ "no rows: cms_page, cms_tag.slug and 3 more": a line for each reason.

    What is proven in one trial is proven; a table of which nothing is, is named by itself.
    """
    every = list(alterations)
    proven = {(each.table, each.column) for each in every if each.proven and each.column}
    known = {table for table, _ in proven}
    found: dict[str, list[str]] = {}
    for each in every:
        if not each.proven and (each.table, each.column) not in proven:
            place = f"{each.table}.{each.column}" if each.table in known else each.table
            found.setdefault(each.reason, []).append(place)
    return tuple(f"{reason}: {_told(list(dict.fromkeys(found[reason])))}" for reason in found)


def _told(places: Sequence[str]) -> str:
    more = f" and {len(places) - MOST:,} more" if len(places) > MOST else ""
    return f"{', '.join(places[:MOST])}{more}"
