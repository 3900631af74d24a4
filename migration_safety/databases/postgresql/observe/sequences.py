"""Sequences stay where they are: no rollback gives a number back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

READ = """
    SELECT format('%I.%I', schemaname, sequencename), start_value, last_value
    FROM pg_sequences
"""
PUT_BACK = "SELECT setval(%s::regclass, %s, %s)"


@contextmanager
def undisturbed(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Put every sequence back to where it was before; what runs within rolls itself back."""
    connection.ensure_connection()
    session: psycopg.Connection[Any] = connection.connection
    before = {name: (start, last) for name, start, last in session.execute(READ).fetchall()}
    try:
        yield
    finally:
        for name, _, last in [] if session.closed else session.execute(READ).fetchall():
            start, earlier = before.get(name, (None, last))
            if last != earlier:
                called = earlier is not None
                session.execute(PUT_BACK, [name, earlier if called else start, called])
