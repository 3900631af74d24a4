"""How far a subscriber has confirmed, and where a slot that waits begins to send."""

from __future__ import annotations

import secrets

import psycopg

from migration_safety.databases.postgresql.switching.waiting import until
from migration_safety.errors import RefusedError

CONFIRMED = """
    SELECT confirmed_flush_lsn >= %s::pg_lsn FROM pg_replication_slots WHERE slot_name = %s
"""
# A transaction that writes, so that its commit flushes all WAL before it: rows that an apply
# worker committed without flushing (synchronous_commit off) would else stay behind the slot's
# new position, and travel back.
FLUSH = "SELECT pg_logical_emit_message(true, 'migration_safety', %s)"
FLUSHED = "SELECT pg_current_wal_flush_lsn()::text"
ADVANCE = "SELECT pg_replication_slot_advance(%s, pg_current_wal_flush_lsn())"
FREE = """
    SELECT NOT active FROM pg_replication_slots WHERE slot_name = %s AND wal_status <> 'lost'
"""


def confirmed(publisher: psycopg.Connection, slot: str, position: str) -> bool:
    """Whether the subscriber has flushed all up to that WAL position of the publisher."""
    (reached,) = _row(publisher, CONFIRMED, [position, slot], slot)
    return bool(reached)


def await_confirmed(
    publisher: psycopg.Connection, slot: str, *, position: str, seconds: float
) -> None:
    """Wait until the subscriber has flushed all up to that position.  Raises DeadlineError."""
    until(
        lambda: confirmed(publisher, slot, position),
        f"The subscriber of the slot {slot} has not confirmed the position {position}",
        seconds=seconds,
        advice="Its subscription needs synchronous_commit = on, else it confirms late.",
    )


def advance(publisher: psycopg.Connection, slot: str, *, seconds: float) -> None:
    """Let a slot that nobody reads begin here: nothing from before is ever sent.

    Raises DeadlineError where it is still in use, RefusedError where there is none.
    """
    until(
        lambda: bool(_row(publisher, FREE, [slot], slot)[0]),
        f"The slot {slot} is still in use",
        seconds=seconds,
        advice="Its subscription has to be disabled first.",
    )
    flushed(publisher)
    publisher.execute(ADVANCE, [slot])


def flushed(connection: psycopg.Connection) -> str:
    """A WAL position behind all that has been committed, also without waiting for the disk."""
    connection.execute("SET synchronous_commit = on")
    connection.execute(FLUSH, [secrets.token_hex(4)])
    (position,) = connection.execute(FLUSHED).fetchone() or ("0/0",)
    return str(position)


def _row(
    publisher: psycopg.Connection, query: str, parameters: list[str], slot: str
) -> tuple[object, ...]:
    row: tuple[object, ...] | None = publisher.execute(query.encode(), parameters).fetchone()
    if row is None or row[0] is None:
        raise RefusedError(
            f"There is no usable replication slot {slot}.",
            "It was dropped or invalidated: changes since then are lost to the other side.",
        )
    return row
