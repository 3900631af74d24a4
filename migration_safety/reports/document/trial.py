"""Trials as JSON."""

from __future__ import annotations

from typing import Any

from migration_safety.core.releases.compatibility import Compatibility
from migration_safety.core.trial.filled import Filled
from migration_safety.core.trial.leg import Leg
from migration_safety.core.trial.trial import Trial
from migration_safety.core.trial.way_back import WayBack, way_back
from migration_safety.reports.comparison.document import alteration, comparison
from migration_safety.reports.cost.document import cost, forecast
from migration_safety.reports.document.bill import bill
from migration_safety.reports.document.faults import faults
from migration_safety.reports.load.document import load

Document = dict[str, Any]


def trial(has: Trial | None, compatibility: Compatibility | None = None) -> Document | None:
    """Null where nothing was tried; `compatibility` is that of the releases before and after."""
    if has is None:
        return None
    return {
        "migrations": list(has.migrations),
        "reversibility": has.reversibility.value,
        "way_back": recommended(way_back(has, compatibility)),
        "forward": leg(has.forward),
        "backward": leg(has.backward),
        "again": leg(has.again),
        "faults": faults(has.faults),
        "filled": filled(has.filled),
        "forth": [alteration(each) for each in has.forth],
        "back": comparison(has.back),
        "repeated": comparison(has.repeated),
        "bill": bill(has.bill),
        "load": load(has.load),
        "costs": [cost(each) for each in has.costs],
        "forecasts": [forecast(each) for each in has.forecasts],
    }


def recommended(has: WayBack) -> Document:
    """What to do in an incident; `seconds` on the sandbox."""
    return {"way": has.way.value, "why": has.why, "seconds": has.seconds}


def filled(has: Filled) -> Document:
    """What was written before; tables that have rows already are not named again."""
    return {
        "rows": {each.table: each.rows for each in has.volume},
        "unfilled": dict(has.unfilled),
        "notes": list(has.notes),
        "refused": has.refused or None,
    }


def leg(has: Leg | None) -> Document | None:
    """Null where it could not be tried."""
    if has is None:
        return None
    return {
        "seconds": {label: round(taken, 6) for label, taken in has.seconds.items()},
        "failed": has.failed or None,
        "error": has.error or None,
        "irreversible": has.irreversible,
    }
