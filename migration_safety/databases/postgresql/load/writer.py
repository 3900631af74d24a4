"""A worker's side of loading: a connection serves one chunk after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg

from migration_safety.databases.postgresql.load.amending import amend_chunk
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
    amends: str = "",
) -> int:
    """Copy a chunk into the database at that address, or amend the rows of a table by it;
    returns the number of rows."""
    idle = _idle.setdefault(address, [])
    connection = idle.pop() if idle else loading_connection(address)
    try:
        if amends:
            return amend_chunk(
                connection,
                run=run,
                table=amends,
                name=table,
                columns=columns,
                chunk=chunk,
                lines=lines,
            )
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
