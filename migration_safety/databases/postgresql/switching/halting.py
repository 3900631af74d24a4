"""End a stream at once: what applies it may sleep for a second before it looks whether it may."""

from __future__ import annotations

import secrets

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.publishing.subscription import disable
from migration_safety.databases.postgresql.switching.marker import write_marker

DISABLED = "ALTER SUBSCRIPTION {} DISABLE"


def halt(
    publisher: psycopg.Connection, subscriber: psycopg.Connection, name: str, *, seconds: float
) -> None:
    """Disable a subscription and wait until its workers are gone.  Raises DeadlineError.

    Up to 15 a worker that has nothing to do asks once a second whether it is enabled still.  A
    marker wakes it: it asks before it applies one, and leaves it to the next time.
    """
    subscriber.execute(sql.SQL(DISABLED).format(sql.Identifier(name)))
    write_marker(publisher, secrets.token_hex(8))
    disable(subscriber, name, within=seconds)
