"""A writer's side of loading: one connection for all chunks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]

from migration_safety.databases.sqlite.load.copying import amend_chunk, copy_chunk

PATIENCE_SECONDS = 30.0
_sessions: dict[str, sqlite3.Connection] = {}


def write(
    address: str,
    *,
    run: int,
    table: str,
    columns: Sequence[str],
    chunk: int,
    lines: Iterable[bytes],
    amends: str = "",
) -> int:
    """Write a chunk into the file at that address; returns the number of rows."""
    session = loading_session(address)
    if amends:
        return amend_chunk(
            session,
            run=run,
            table=amends,
            name=table,
            columns=columns,
            chunk=chunk,
            lines=lines,
        )
    return copy_chunk(session, run=run, table=table, columns=columns, chunk=chunk, lines=lines)


def release() -> None:
    """Close the connection that waits for another chunk."""
    while _sessions:
        _sessions.popitem()[1].close()


def loading_session(address: str) -> sqlite3.Connection:
    """In autocommit; foreign keys are looked at in the end, all at once."""
    if address not in _sessions:
        session = sqlite3.connect(address, timeout=PATIENCE_SECONDS, isolation_level=None)
        # The checks of Django's fields call functions that SQLite lacks, such as REGEXP.
        register(session)
        _sessions[address] = session
    return _sessions[address]
