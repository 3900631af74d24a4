"""What live traffic felt, as JSON; latencies are in milliseconds."""

from __future__ import annotations

from typing import Any

from migration_safety.core.trial.traffic.felt import Attempt, Felt, Queue, Service
from migration_safety.core.trial.traffic.load import Load
from migration_safety.core.trial.traffic.pace import Pace

Document = dict[str, Any]


def load(has: Load | None) -> Document | None:
    """Null where there was to be no traffic."""
    if has is None:
        return None
    return {
        "reason": has.reason or None,
        "felt": [_felt(each) for each in has.felt],
        "queues": [_queue(each) for each in has.queues],
    }


def _felt(felt: Felt) -> Document:
    return {
        "direction": felt.direction.value,
        "clients": felt.clients,
        "seconds": round(felt.seconds, 6),
        "error": felt.error or None,
        "services": [_service(each) for each in felt.services],
    }


def _service(service: Service) -> Document:
    stall = service.stall
    return {
        "table": service.table,
        "access": service.access.value,
        "before": _pace(service.before),
        "during": _pace(service.during),
        "longest_wait": round(service.stalled, 3),
        "waited_for": (stall.sql or None) if stall else None,
        "errors": [
            {
                "sqlstate": each.sqlstate,
                "message": each.message,
                "before": each.before,
                "during": each.during,
                "first_seconds": None if each.first is None else round(each.first, 6),
            }
            for each in service.failures
        ],
        "unsent": service.unsent or None,
    }


def _pace(pace: Pace) -> Document:
    return {
        "count": pace.count,
        "p50": _rounded(pace.p50),
        "p99": _rounded(pace.p99),
        "longest": _rounded(pace.longest),
    }


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 3)


def _queue(queue: Queue) -> Document:
    return {
        "direction": queue.direction.value,
        "table": queue.table,
        "held_by": queue.held.value,
        "hold_seconds": queue.hold,
        "attempts": [_attempt(each) for each in queue.attempts],
    }


def _attempt(attempt: Attempt) -> Document:
    return {
        "lock_timeout": attempt.lock_timeout,
        "waited_seconds": round(attempt.waited, 6),
        "gave_up": attempt.gave_up,
        "reads_wait": round(attempt.reads, 3),
        "writes_wait": round(attempt.writes, 3),
        "error": attempt.error or None,
    }
