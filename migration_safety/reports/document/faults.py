"""Kill matrices as JSON."""

from __future__ import annotations

from typing import Any

from migration_safety.core.trial.fault import Fault, KillMatrix

Document = dict[str, Any]


def faults(has: KillMatrix | None) -> Document | None:
    """Null where nobody has interrupted the migration."""
    if has is None:
        return None
    return {
        "client_connection_check_interval": has.check_interval,
        "kill": [fault(each) for each in has.faults],
        "notes": list(has.notes),
        "untried": list(has.untried),
    }


def fault(has: Fault) -> Document:
    """One cell; what is not known of one that could not be tried is null."""
    where, tried = has.where, not has.unknown
    return {
        "direction": has.direction.value,
        "where": {
            "statement": where.statement,
            "of": where.of,
            "inside": where.inside,
            "sql": where.sql,
            "alike": where.alike,
            "between_commit_and_record": where.gap,
        },
        "how": has.how.value,
        "residue": list(has.residue),
        "locks": list(has.orphan.held) if has.orphan else [],
        "lock_seconds": None if has.lock_seconds is None else round(has.lock_seconds, 3),
        "resume": has.resume or None,
        "ok": has.ok if tried else None,
        "unknown": has.unknown or None,
    }
