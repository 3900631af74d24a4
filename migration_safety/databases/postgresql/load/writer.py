"""A worker's side of loading: one connection for all of its chunks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import psycopg

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.copying import copy_chunk


def write(
    address: str,
    *,
    run: int,
    table: str,
    columns: Sequence[str],
    chunk: int,
    lines: Iterable[bytes],
) -> int:
    """Copy a chunk into the database at that address; returns the number of rows."""
    connection = _connection(address)
    return copy_chunk(connection, run=run, table=table, columns=columns, chunk=chunk, lines=lines)


@lru_cache(maxsize=1)
def _connection(address: str) -> psycopg.Connection:
    return loading_connection(address)
