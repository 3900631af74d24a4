"""Sequences stay where they are: no rollback gives a number back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

READ = """
    SELECT format('%I.%I', schemaname, sequencename), start_value, last_value
    FROM pg_sequences
"""
PUT_BACK = "SELECT setval(%s::regclass, %s, %s)"


# By name: where a sequence starts, and the last value that it gave, None where it gave none.
Positions = Mapping[str, tuple[int, int | None]]


@contextmanager
def undisturbed(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Put every sequence back to where it was before; what runs within rolls itself back."""
    before = positions(connection)
    try:
        yield
    finally:
        if not connection.connection.closed:
            put_back(connection, before)


def positions(connection: BaseDatabaseWrapper) -> Positions:
    """Where every sequence of the database stands."""
    return {name: (start, last) for name, start, last in _session(connection).execute(READ)}


def put_back(connection: BaseDatabaseWrapper, before: Positions) -> None:
    """Let every sequence that is still there stand where it stood."""
    for name, (_, last) in positions(connection).items():
        start, earlier = before.get(name, (None, last))
        if last != earlier:
            called = earlier is not None
            _session(connection).execute(PUT_BACK, [name, earlier if called else start, called])


def _session(connection: BaseDatabaseWrapper) -> psycopg.Connection[Any]:
    connection.ensure_connection()
    session: psycopg.Connection[Any] = connection.connection
    return session
