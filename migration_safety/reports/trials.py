"""Trials in plain words: the sentences that the formats for people share."""

from __future__ import annotations

from migration_safety.core.plan import Plan
from migration_safety.core.trial.bills.bill import Bill, Entry
from migration_safety.core.trial.leg import Leg
from migration_safety.core.trial.trial import Trial
from migration_safety.core.trial.way_back import WayBack, way_back
from migration_safety.reports import words

WHOLE = "All of them as one"


def found(plan: Plan) -> list[tuple[str, Trial]]:
    """What each trial is of, and the trial; a whole that is one migration is told once."""
    every = [(str(each), each.trial) for each in plan.migrations]
    if plan.trial and not any(each.trial is plan.trial for each in plan.migrations):
        every.append((WHOLE, plan.trial))
    return [(name, each) for name, each in every if each]


def ways(plan: Plan) -> list[tuple[str, WayBack]]:
    """Which way back is recommended for each migration, and for all as one."""
    known = {str(each): each.compatibility for each in plan.migrations}
    return [
        (name, way_back(each, known.get(name, plan.compatibility))) for name, each in found(plan)
    ]


def recommended(has: WayBack) -> str:
    """ "reverse migration, 12 ms on the sandbox: loses 1 column"."""
    took = f", {words.seconds(has.seconds)} on the sandbox" if has.seconds is not None else ""
    return f"{has.way.value}{took}" + (f": {has.why}" if has.why else "")


def timing(has: Trial) -> str:
    """ "forward 12 ms, back 8 ms, again 11 ms"."""
    legs = {"forward": has.forward, "back": has.backward, "again": has.again}
    return ", ".join(f"{name} {taken(leg)}" for name, leg in legs.items())


def taken(leg: Leg | None) -> str:
    """How long it took, or that it did not come through."""
    if leg is None:
        return "not tried"
    return "fails" if leg.failed else words.seconds(leg.total)


def bill(has: Bill) -> list[tuple[str, str, str]]:
    """What the way back does to new rows: what, where, and after what was written."""
    found = [_line(each) for each in has.entries]
    if has.again:
        found.append(("cannot be applied again", "all", has.again))
    return [*found, *(("unknown", *_parted(each)) for each in has.unwritten)]


def _parted(unwritten: str) -> tuple[str, str]:
    place, _, why = unwritten.partition(": ")
    return place, why


def _line(entry: Entry) -> tuple[str, str, str]:
    rows = words.amount(entry.rows, "row") if entry.rows else ""
    told = "; ".join(filter(None, (entry.scenario, rows, entry.error)))
    what = f"{entry.what.value}: {entry.detail}" if entry.detail else entry.what.value
    return what, entry.place or "all", told
