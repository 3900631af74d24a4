"""Comparisons of two moments of a trial in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migration_safety.core.trial.comparison import Comparison
from migration_safety.core.trial.data.alteration import Alteration
from migration_safety.core.trial.trial import Trial
from migration_safety.reports import words

BACK = "after the way back"
REPEATED = "applied again"
MOST = 5


def sentences(has: Trial) -> Iterator[str]:
    """What the way forward does to data; and how many objects and columns are as they should be,
    where that was compared."""
    if has.forth:
        yield f"the way forward: {'; '.join(moved(has.forth))}"
    for when, each in ((BACK, has.back), (REPEATED, has.repeated)):
        if each:
            yield f"{when}: {schema(each)}; {data(each)}"


def moved(has: Sequence[Alteration]) -> Iterator[str]:
    """ "changed: person.language, person.title"; "column lost: page.path"."""
    found: dict[str, list[str]] = {}
    for each in has:
        place = f"{each.table}.{each.column}" if each.column else each.table
        found.setdefault(each.change.value, []).append(place)
    for change, places in found.items():
        more = f" and {len(places) - MOST:,} more" if len(places) > MOST else ""
        yield f"{change}: {', '.join(places[:MOST])}{more}"


def schema(has: Comparison) -> str:
    """ "2 differences in the schema, 1 of what no model knows, 3 drifts of name, order"."""
    if not has.schema:
        return "the same schema"
    unknown = sum(not each.managed for each in has.damage)
    told = words.amount(len(has.damage), "difference") + " in the schema" if has.damage else ""
    told += f", {unknown} of what no model knows" if unknown else ""
    kinds = ", ".join(sorted({each.drift for each in has.drift}))
    drift = f"{words.amount(len(has.drift), 'drift')} of {kinds}" if has.drift else ""
    return ", ".join(filter(None, (told, drift)))


def data(has: Comparison) -> str:
    """ "41 columns proven the same, 2 altered, 3 unproven"."""
    found = {"altered": len(has.altered), "unproven": len(has.unproven)}
    more = (f"{count} {what}" for what, count in found.items() if count)
    return ", ".join((f"{words.amount(has.proven, 'column')} proven the same", *more))
