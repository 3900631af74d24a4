"""Rows deleted by their keys, in batches that are each kept once they are gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.identifier import identifier
from migration_safety.errors import VolumeError

BATCH = 50_000
RANGE = sql.SQL("DELETE FROM {} WHERE {} BETWEEN %s AND %s")
KEYS = sql.SQL("DELETE FROM {} WHERE {} = ANY(%s)")


def delete_rows(
    connection: psycopg.Connection, *, table: str, key: str, first: int, last: int
) -> int:
    """Delete the rows whose key lies between two numbers, both included; returns how many."""
    statement = RANGE.format(identifier(table), sql.Identifier(key))
    starts = range(first, last + 1, BATCH)
    batches = ([start, min(start + BATCH - 1, last)] for start in starts)
    return sum(_delete(connection, table, statement, batch) for batch in batches)


def delete_keys(
    connection: psycopg.Connection, *, table: str, key: str, batches: Iterable[Sequence[object]]
) -> int:
    """Delete the rows with these keys, which may be of any type; returns how many."""
    statement = KEYS.format(identifier(table), sql.Identifier(key))
    return sum(_delete(connection, table, statement, [list(batch)]) for batch in batches)


def _delete(
    connection: psycopg.Connection, table: str, statement: sql.Composed, values: Sequence[object]
) -> int:
    with failures(connection, f"deleting rows of {table}"):
        try:
            return connection.execute(statement, values).rowcount
        except (errors.ForeignKeyViolation, errors.RestrictViolation) as error:
            raise VolumeError(
                f"Rows of {error.diag.table_name} refer to rows of {table} that are to be deleted "
                f"({error.diag.constraint_name}).",
                f"Delete these rows of {error.diag.table_name} first, then repeat.",
            ) from None
