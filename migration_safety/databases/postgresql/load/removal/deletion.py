"""Rows deleted by their keys, in batches that are each kept once they are gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.identifier import identifier
from migration_safety.errors import VolumeError

BATCH = 50_000
# Literals, as the name of a column may hold a percent sign, which parameters forbid.
BETWEEN = sql.SQL("{} BETWEEN {} AND {}")
AMONG = sql.SQL("{} = ANY({})")
DELETE = sql.SQL("DELETE FROM {table} AS t WHERE {condition}")
# Foreign keys by which a deletion would change or delete rows of other tables.
CARRIERS = """
    SELECT n.nspname, c.relname, k.conname,
        ARRAY(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u(number, place)
              JOIN pg_attribute ON attrelid = k.conrelid AND attnum = u.number ORDER BY place),
        ARRAY(SELECT attname::text FROM unnest(k.confkey) WITH ORDINALITY AS u(number, place)
              JOIN pg_attribute ON attrelid = k.confrelid AND attnum = u.number ORDER BY place)
    FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND k.confrelid = %s::regclass AND k.conrelid <> k.confrelid
        AND k.conparentid = 0 AND k.confdeltype IN ('c', 'n', 'd')
"""
CARRIED = sql.SQL("""
    SELECT EXISTS (SELECT FROM {table} AS t JOIN {referencing} AS r ON {joined} WHERE {condition})
""")


def delete_rows(
    connection: psycopg.Connection, *, table: str, key: str, first: int, last: int
) -> int:
    """Delete the rows whose key lies between two numbers, both included; returns how many.

    VolumeError where rows of another table refer to them, also if its foreign key says to
    delete or change those.
    """
    column = sql.Identifier("t", key)
    # Downwards, since rows of a tree refer to those that came before them.
    ends = range(last, first - 1, -BATCH)
    ranges = ((max(end - BATCH + 1, first), end) for end in ends)
    conditions = (BETWEEN.format(column, *map(sql.Literal, limits)) for limits in ranges)
    return _delete(connection, table, conditions)


def delete_keys(
    connection: psycopg.Connection, *, table: str, key: str, batches: Iterable[Sequence[object]]
) -> int:
    """Delete the rows with these keys, which may be of any type; else as delete_rows.

    Rows that refer to others of their table come before these.
    """
    column = sql.Identifier("t", key)
    conditions = (AMONG.format(column, sql.Literal(list(batch))) for batch in batches if batch)
    return _delete(connection, table, conditions)


def _delete(connection: psycopg.Connection, table: str, conditions: Iterable[sql.Composed]) -> int:
    name = identifier(table)
    deleted = 0
    with failures(connection, f"deleting rows of {table}"):
        carriers = connection.execute(CARRIERS, [name.as_string()]).fetchall()
        for condition in conditions:
            for carrier in carriers:
                _refuse_carried(connection, table, condition, carrier)
            statement = DELETE.format(table=name, condition=condition)
            try:
                deleted += connection.execute(statement).rowcount
            except (errors.ForeignKeyViolation, errors.RestrictViolation) as error:
                diagnosis = error.diag
                raise _referred(table, diagnosis.table_name, diagnosis.constraint_name) from None
    return deleted


def _refuse_carried(
    connection: psycopg.Connection,
    table: str,
    condition: sql.Composed,
    carrier: tuple[str, str, str, list[str], list[str]],
) -> None:
    schema, referencing, constraint, columns, referenced = carrier
    pairs = [
        sql.SQL("{} = {}").format(sql.Identifier("r", column), sql.Identifier("t", other))
        for column, other in zip(columns, referenced, strict=True)
    ]
    query = CARRIED.format(
        table=identifier(table),
        referencing=sql.Identifier(schema, referencing),
        joined=sql.SQL(" AND ").join(pairs),
        condition=condition,
    )
    if connection.execute(query).fetchone() == (True,):
        raise _referred(table, referencing, constraint)


def _referred(table: str, referencing: str | None, constraint: str | None) -> VolumeError:
    return VolumeError(
        f"Rows of {referencing} refer to rows of {table} that are to be deleted ({constraint}).",
        f"Delete these rows of {referencing} first, then repeat.",
    )
