"""A row that says: whatever was committed before it has arrived where it can be seen."""

from __future__ import annotations

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.deploying.patience import lock_limit
from migration_safety.databases.postgresql.deploying.schema import create, drop_if_empty
from migration_safety.databases.postgresql.publishing.publication import published
from migration_safety.databases.postgresql.publishing.relations import not_followed
from migration_safety.databases.postgresql.switching.waiting import until

MARKER = "migration_safety_deploy.marker"
# Rows are only ever added: an UPDATE of a row that the other side lacks would be lost.
TABLE = """
    CREATE TABLE IF NOT EXISTS migration_safety_deploy.marker (
        nonce text PRIMARY KEY, written timestamptz NOT NULL DEFAULT clock_timestamp()
    )
"""
DROP = "DROP TABLE IF EXISTS migration_safety_deploy.marker"
ADDED = "ALTER PUBLICATION {} ADD TABLE migration_safety_deploy.marker"
REFRESHED = "ALTER SUBSCRIPTION {} REFRESH PUBLICATION WITH (copy_data = false)"
WRITTEN = "INSERT INTO migration_safety_deploy.marker (nonce) VALUES (%s)"
SEEN = "SELECT EXISTS (SELECT FROM migration_safety_deploy.marker WHERE nonce = %s)"
FLUSHED = "SELECT pg_current_wal_flush_lsn()::text"
# The commit of the marker is flushed, and with it all that came before.
DURABLE = "SET synchronous_commit = on"


def make_marker(connection: psycopg.Connection) -> None:
    """The table of markers, on a side; it belongs into the publications of both directions."""
    with connection.transaction():
        create(connection)
        connection.execute(TABLE)


def carry_markers(publisher: psycopg.Connection, publication: str) -> None:
    """Let a publication that is there carry them too."""
    if MARKER not in published(publisher, publication):
        publisher.execute(sql.SQL(ADDED).format(sql.Identifier(publication)))


def follow_markers(subscriber: psycopg.Connection, subscription: str) -> None:
    """Let a subscription that is enabled know their table as it is now."""
    if not_followed(subscriber, subscription, [MARKER]):
        subscriber.execute(sql.SQL(REFRESHED).format(sql.Identifier(subscription)))


def drop_marker(connection: psycopg.Connection, *, lock: float = 1.0) -> None:
    """Take the table away, and the schema with it unless somebody keeps something there.

    Raises DeadlineError.
    """
    with lock_limit(connection, "The table of markers", lock=lock), connection.transaction():
        connection.execute(DROP)
        drop_if_empty(connection)


def write_marker(connection: psycopg.Connection, nonce: str) -> str:
    """Write it, and return a WAL position behind it: the second witness, see `confirmed`."""
    connection.execute(DURABLE)
    connection.execute(WRITTEN, [nonce])
    (position,) = connection.execute(FLUSHED).fetchone() or ("",)
    return str(position)


def sees_marker(connection: psycopg.Connection, nonce: str) -> bool:
    """Whether it has arrived on this side."""
    (seen,) = connection.execute(SEEN, [nonce]).fetchone() or (False,)
    return bool(seen)


def await_marker(connection: psycopg.Connection, nonce: str, *, seconds: float) -> None:
    """Wait until it has arrived.  Raises DeadlineError."""
    until(
        lambda: sees_marker(connection, nonce),
        "The marker written at the source has not arrived at the destination",
        seconds=seconds,
        advice="Look for errors of the apply worker in the destination's log.",
    )
