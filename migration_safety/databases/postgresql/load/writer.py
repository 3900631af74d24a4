"""A worker's side of loading: a connection serves one chunk after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.copying import copy_chunk

# By address; the threads of a Dask worker write side by side.
_idle: dict[str, list[psycopg.Connection]] = {}


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
    idle = _idle.setdefault(address, [])
    connection = idle.pop() if idle else loading_connection(address)
    try:
        return copy_chunk(
            connection, run=run, table=table, columns=columns, chunk=chunk, lines=lines
        )
    finally:
        if not connection.closed:
            idle.append(connection)


def release() -> None:
    """Close the connections that wait for another chunk."""
    while _idle:
        _, connections = _idle.popitem()
        for connection in connections:
            connection.close()
