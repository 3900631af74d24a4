"""Ready-made rows: the filled tables of a database, as files in PostgreSQL's COPY format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import islice
from pathlib import Path

import psycopg
from psycopg import sql

TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""
PARENTS = """
    SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND conrelid <> confrelid
"""
# As many as one of ours is told to make at a time.
LINES = 50_000
SEPARATOR = "--"


@dataclass(frozen=True)
class File:
    """Some rows of a table."""

    path: Path

    @property
    def table(self) -> str:
        return self.path.name.partition(SEPARATOR)[0]


def filled(connection: psycopg.Connection) -> set[str]:
    """The tables that hold rows."""
    tables = [name for (name,) in connection.execute(TABLES)]
    return {table for table in tables if count(connection, table)}


def count(connection: psycopg.Connection, table: str) -> int:
    """The rows of a table."""
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    (rows,) = connection.execute(query).fetchone() or (0,)
    return int(rows)


def levels(connection: psycopg.Connection, tables: Sequence[str]) -> Iterator[list[str]]:
    """Tables in the order of their keys: those of one level need none of each other."""
    graph: dict[str, set[str]] = {table: set() for table in tables}
    for child, parent in connection.execute(PARENTS):
        if child in graph and parent in graph:
            graph[child].add(parent)
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    while sorter.is_active():
        yield sorted(ready := sorter.get_ready())
        sorter.done(*ready)


def write(connection: psycopg.Connection, tables: Sequence[str], folder: Path) -> None:
    """Write them below the folder, each in the order of its key."""
    for table in tables:
        _write(connection, table, folder)


def _write(connection: psycopg.Connection, table: str, folder: Path) -> None:
    query = sql.SQL("COPY (SELECT * FROM {} ORDER BY id) TO STDOUT").format(sql.Identifier(table))
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        lines, number = iter(copy), 0
        while some := list(islice(lines, LINES)):
            (folder / f"{table}{SEPARATOR}{number:05}").write_bytes(b"".join(some))
            number += 1
