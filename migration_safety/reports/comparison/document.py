"""Comparisons of two moments of a trial as JSON."""

from __future__ import annotations

from typing import Any

from migration_safety.core.trial.comparison import Comparison
from migration_safety.core.trial.data.alteration import Alteration
from migration_safety.core.trial.schema.difference import Difference, modes

Document = dict[str, Any]


def comparison(has: Comparison | None) -> Document | None:
    """Null where one of the moments was not reached."""
    if has is None:
        return None
    return {
        "schema": [difference(each) for each in has.schema],
        "modes": {mode: len(found) for mode, found in modes(has.schema).items()},
        "data": [alteration(each) for each in (*has.altered, *has.unproven)],
        "proven": has.proven,
        "objects": has.objects,
        "unread": list(has.unread),
    }


def difference(has: Difference) -> Document:
    """One object of the schema."""
    return {
        "kind": has.kind,
        "on": has.on or None,
        "table": has.table or None,
        "name": has.name or None,
        "change": has.change,
        "aspects": list(has.aspects),
        "before": has.before or None,
        "after": has.after or None,
        "drift": has.drift or None,
        "managed": has.managed,
        "consequence": has.consequence,
    }


def alteration(has: Alteration) -> Document:
    """One column, or the rows of a table, of which something is to be said."""
    return {
        "table": has.table,
        "column": has.column or None,
        "verdict": has.verdict.value,
        "change": has.change.value or None,
        "reason": has.reason or None,
        "rows": has.count,
        "keys": list(has.samples),
    }
