"""What the columns of a table hold that somebody else has filled."""

from __future__ import annotations

import psycopg
from psycopg import sql

from migration_safety.core.volume.cell import text_of
from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.identifier import identifier

BETWEEN = "SELECT EXISTS (SELECT FROM {table} WHERE {column} BETWEEN {first} AND {last})"
NUMBERED = """
    SELECT EXISTS (SELECT FROM {table}, regexp_matches({column}::text, '[0-9]+', 'g') AS run
        WHERE length(run[1]) >= {least}
            AND (NOT {apart} OR run[1]::numeric BETWEEN {first} AND {last}))
"""


def between(
    session: psycopg.Connection, table: str, column: str, first: bytes, last: bytes
) -> bool:
    """Whether a value of the column lies between these cells, both included."""
    query = sql.SQL(BETWEEN).format(
        table=identifier(table),
        column=sql.Identifier(column),
        first=sql.Literal(text_of(first)),
        last=sql.Literal(text_of(last)),
    )
    with failures(session, f"reading {table}"):
        return session.execute(query).fetchone() == (True,)


def numbered(
    session: psycopg.Connection, table: str, column: str, first: int, last: int, *, apart: bool
) -> bool:
    """Whether a text of the column may hold a number between these, both included.

    Unless numbers stand `apart`, with no other digit before and after them, any that is long
    enough may hold one.
    """
    query = sql.SQL(NUMBERED).format(
        table=identifier(table),
        column=sql.Identifier(column),
        least=sql.Literal(len(str(first))),
        apart=sql.Literal(apart),
        first=sql.Literal(first),
        last=sql.Literal(last),
    )
    with failures(session, f"reading {table}"):
        return session.execute(query).fetchone() == (True,)
