"""Timelines and estimates as plain values of the JSON report."""

from __future__ import annotations

from migration_safety.core.price.estimate import Estimate
from migration_safety.core.price.timeline import Hold, Task

Document = dict[str, object]


def hold(has: Hold) -> Document:
    return {
        "transaction": has.transaction,
        "table": has.table,
        "lock": has.lock,
        "blocks": has.blocks.label,
        "since": has.since,
        "until": has.until,
        "rows": has.size.rows,
        "bytes": has.size.bytes,
        "estimate": estimate(has.estimate),
        "tasks": [task(each) for each in has.tasks],
    }


def task(has: Task) -> Document:
    return {
        "order": has.order,
        "kind": has.kind,
        "table": has.table or None,
        "rows": has.size.rows,
        "bytes": has.size.bytes,
        "bounded": has.bounded,
        "estimate": estimate(has.estimate),
    }


def estimate(has: Estimate | None) -> Document | None:
    if has is None:
        return None
    measured = [{"rows": each.rows, "seconds": round(each.seconds, 6)} for each in has.measured]
    low, high = round(has.low, 6), round(has.high, 6)
    return {"low": low, "high": high, "rows": has.rows, "measured": measured}
