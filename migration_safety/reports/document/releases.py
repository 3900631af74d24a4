"""Release compatibility as JSON."""

from __future__ import annotations

from migration_safety.core.releases.compatibility import Combination, Compatibility
from migration_safety.core.releases.probe import Probe

Document = dict[str, object]


def releases(has: Compatibility | None) -> Document | None:
    """The four combinations, and what follows from them; None where nothing was tried."""
    if has is None:
        return None
    return {
        "order": has.order.value,
        "tried": has.tried,
        "old_code_old_schema": combination(has.old_old),
        "old_code_new_schema": combination(has.old_new),
        "new_code_old_schema": combination(has.new_old),
        "new_code_new_schema": combination(has.new_new),
    }


def share(has: Compatibility | None) -> Document | None:
    """An operation's share: what it breaks for the old code, and what the new code waits for."""
    if has is None:
        return None
    return {
        "old_code_new_schema": combination(has.old_new),
        "new_code_old_schema": combination(has.new_old),
        "new_code_new_schema": combination(has.new_new),
    }


def combination(has: Combination) -> Document:
    return {
        "tried": len(has.probes) - len(has.unknown),
        "failing": [probe(each) for each in has.failing],
        "unknown": [
            {"model": each.model, "verb": each.verb.value, "reason": each.unknown}
            for each in has.unknown
        ],
    }


def probe(has: Probe) -> Document:
    return {
        "model": has.model,
        "table": has.table,
        "verb": has.verb.value,
        "sql": has.sql,
        "error": has.error,
        "only": has.only or None,
        "witness": has.witness,
    }
