"""Costs and forecasts of a trial as JSON."""

from __future__ import annotations

from typing import Any

from migration_safety.core.price.estimate import Estimate
from migration_safety.core.trial.costs.cost import Cost, Lock, Spent
from migration_safety.core.trial.costs.forecast import Bytes, Forecast, Held

Document = dict[str, Any]


def cost(has: Cost) -> Document:
    """Of one migration in one direction."""
    return {
        "migration": has.label,
        "direction": has.direction.value,
        "seconds": round(has.seconds, 6),
        "waited": round(has.waited, 6),
        "wal_bytes": has.wal_bytes,
        "full_pages": has.full_pages,
        "shared": has.shared,
        "disk_bytes": has.disk_bytes,
        "overhead": round(has.overhead, 6),
        "locks": [lock(each) for each in has.locks],
        "statements": [spent(each) for each in has.spent],
    }


def spent(has: Spent) -> Document:
    """Of one statement."""
    return {
        "operation": None if has.operation < 0 else has.operation,
        "transaction": has.transaction,
        "sql": has.sql,
        "deferred": has.deferred,
        "runs": has.runs,
        "seconds": round(has.seconds, 6),
        "waited": round(has.waited, 6),
        "locks": [lock(each) for each in has.locks],
        "rewrites": {each.table: each.reason for each in has.rewrites},
        "rebuilt": list(has.rebuilt),
        "scans": list(has.scans),
        "writes": dict(has.writes),
        "wal_bytes": has.wal_bytes,
        "error": has.error or None,
        "alone": has.alone,
    }


def lock(has: Lock) -> Document:
    """From its grant to its release."""
    return {
        "table": has.table,
        "lock": has.mode,
        "blocks": has.blocks.label,
        "waited": round(has.waited, 6),
        "held": round(has.held, 6),
    }


def forecast(has: Forecast) -> Document:
    """Of one migration in one direction, elsewhere."""
    return {
        "migration": has.label,
        "direction": has.direction.value,
        "sizes": has.source,
        "seconds": span(has.seconds, 6),
        "wal_bytes": span(has.wal, 0),
        "locks": [held(each) for each in has.held],
        "unknown": list(has.unknown),
    }


def held(has: Held) -> Document:
    """A lock that keeps others waiting."""
    found = {"table": has.lock.table, "lock": has.lock.mode, "blocks": has.lock.blocks.label}
    return {**found, "held": span(has.estimate, 6)}


def span(has: Estimate | Bytes | None, digits: int) -> Document | None:
    """Null where nobody knows."""
    if has is None:
        return None
    return {"low": round(has.low, digits), "high": round(has.high, digits)}
