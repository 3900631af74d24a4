"""How far a stream has come, and what has gone wrong in it: counters, lag, its two ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import psycopg

from migration_safety.databases.postgresql.publishing.slot import SlotState, slot_state
from migration_safety.databases.postgresql.publishing.subscription import (
    SubscriptionState,
    subscription_state,
)

# Conflicts are counted from 18 on: confl_insert_exists, confl_update_missing and others.
COUNTERS = "SELECT to_jsonb(s) FROM pg_stat_subscription_stats AS s WHERE subname = %s"
ERRORS = ("apply_error_count", "sync_error_count")
# What the subscriber has applied; its slot confirms that only some 200 ms later.
APPLIED = """
    SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint
    FROM pg_replication_slots AS s JOIN pg_stat_replication AS r ON r.pid = s.active_pid
    WHERE slot_name = %s AND replay_lsn IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """Both ends of a stream; `counters` as pg_stat_subscription_stats has them, zeros left out.

    `lag` are bytes of WAL that the subscriber has not applied, None where nobody reads.
    """

    subscription: SubscriptionState | None
    slot: SlotState | None
    lag: int | None
    counters: Mapping[str, int] = field(default_factory=dict)

    @property
    def trouble(self) -> str:
        """Why nothing will arrive any more unless somebody acts, or ""."""
        if self.slot is None:
            return "the slot is gone"
        if not self.slot.usable:
            return f"the slot is {self.slot.invalidation or self.slot.status}: WAL is missing"
        if self.subscription is None:
            return "the subscription is gone"
        if not self.subscription.enabled:
            return "the subscription is disabled"
        return ""

    @property
    def failing(self) -> str:
        """Why nothing arrives at the moment, though it is tried again, or ""."""
        errors = self.counters.get("apply_error_count", 0)
        if self.trouble or not errors or (self.subscription and self.subscription.worker):
            return self.trouble
        return f"its worker has failed {errors} times, and is tried again"


def progress(
    publisher: psycopg.Connection, subscriber: psycopg.Connection, *, subscription: str, slot: str
) -> Progress:
    """How a stream stands at this moment."""
    lag = publisher.execute(APPLIED, [slot]).fetchone()
    return Progress(
        subscription_state(subscriber, subscription),
        slot_state(publisher, slot),
        lag[0] if lag else None,
        counters(subscriber, subscription),
    )


def counters(subscriber: psycopg.Connection, subscription: str) -> dict[str, int]:
    """Errors and conflicts of a subscription since it was made, zeros left out."""
    row = subscriber.execute(COUNTERS, [subscription]).fetchone()
    found = row[0] if row else {}
    named = {name: n for name, n in found.items() if name in ERRORS or name.startswith("confl_")}
    return {name: n for name, n in named.items() if n}
