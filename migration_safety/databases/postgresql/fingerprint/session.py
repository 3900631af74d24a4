"""The session that values are read in: the same rows and the same texts, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString, TypeAlias

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

Session: TypeAlias = psycopg.Connection[Any]

# Texts of values depend on these; names are written in full where only pg_catalog is
# searched.  row_security off is an error instead of fewer rows.  Compiling expressions
# does not pay for a single scan, and takes minutes on wide tables.
PINNED = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "lc_monetary": "C",
    "xmlbinary": "base64",
    "search_path": "pg_catalog",
    "row_security": "off",
    "jit": "off",
    "statement_timeout": "0",
    "transaction_timeout": "0",
}
PIN = """
    SELECT set_config(name, value, true)
    FROM unnest(%s::text[], %s::text[]) AS given (name, value)
    WHERE current_setting(name, true) IS NOT NULL
"""


@contextmanager
def pinned(session: Session) -> Iterator[None]:
    """A transaction in which values have one text each; the session is between transactions."""
    with session.transaction():
        query(session, PIN, [list(PINNED), list(PINNED.values())])
        yield


class _Undone(Exception):
    """Rolls a transaction back without being an error."""


@contextmanager
def unhidden(session: Session, table: sql.Identifier, *, hides: bool) -> Iterator[None]:
    """Row-level security that is forced on the owner is off inside, and never was afterwards.

    For a sandbox alone: it takes an ACCESS EXCLUSIVE lock until the outer transaction ends.
    """
    if not hides:
        with session.transaction():
            yield
        return
    try:
        with session.transaction():
            command = sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(table)
            session.execute(command)
            yield
            raise _Undone
    except _Undone:
        pass


def query(
    session: Session, statement: LiteralString | sql.Composed, parameters: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """All rows, as tuples whatever the connection's own are, past Django's cursors."""
    cursor = psycopg.Cursor(session, row_factory=tuple_row)
    return cursor.execute(statement, parameters or None).fetchall()
