"""What a side holds at one moment, kept to be read later: opened in a pause, compared after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

PIN = """
    BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL idle_in_transaction_session_timeout = 0;
    SELECT 1
"""


def pin(connection: psycopg.Connection) -> None:
    """Keep this moment for this session, until `unpin`: one round trip.

    While it lasts, vacuum removes nothing that it sees: bound its life.
    """
    connection.execute(PIN)


def unpin(connection: psycopg.Connection) -> None:
    """Let go of the moment."""
    if not connection.closed:
        connection.execute("ROLLBACK")


@contextmanager
def pinned(*connections: psycopg.Connection) -> Iterator[None]:
    """A moment of each side, as near to one another as the ways there are short."""
    try:
        for each in connections:
            pin(each)
        yield
    finally:
        for each in connections:
            unpin(each)
