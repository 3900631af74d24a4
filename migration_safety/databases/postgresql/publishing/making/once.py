"""Rows of tables that no publication has, copied once: each side goes on by itself."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.publishing.names import identifier

# An unlogged table is empty after a crash: nobody counts on its rows.
COLUMNS = """
    SELECT attname::text, relkind = 'p'
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = attrelid
    JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE nspname = %s AND relname = %s AND relpersistence = 'p' AND relkind IN ('r', 'p')
        AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
# Rows may refer to some that come later; triggers have done their work on blue.
REPLICA = "SET LOCAL session_replication_role = replica"
THERE = """
    SELECT nspname, relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    JOIN unnest(%s::text[], %s::text[]) AS given (schema, name)
        ON (nspname, relname) = (given.schema, given.name)
    WHERE relkind IN ('r', 'p')
"""
EMPTY = "SELECT NOT EXISTS (SELECT FROM {})"


def copy_once(
    blue: psycopg.Connection, green: psycopg.Connection, tables: Sequence[str]
) -> tuple[str, ...]:
    """Copy the rows of tables ("schema.name") that are empty on green; which were copied.

    Each in one transaction: broken off, a table is empty, and copied by the next call.
    """
    return tuple(each for each in tables if _copied(blue, green, each))


def empty(green: psycopg.Connection, tables: Sequence[str]) -> None:
    """Remove all rows of those of the tables that are there."""
    split = [each.partition(".") for each in tables]
    asked = [[schema for schema, _, _ in split], [name for _, _, name in split]]
    there = [sql.Identifier(*row) for row in green.execute(THERE, asked).fetchall()]
    if there:
        listed = sql.SQL(", ").join(there)
        green.execute(sql.SQL("TRUNCATE {} CASCADE").format(listed))


def _copied(blue: psycopg.Connection, green: psycopg.Connection, table: str) -> bool:
    schema, _, name = table.partition(".")
    here, there = (each.execute(COLUMNS, [schema, name]).fetchall() for each in (blue, green))
    if not here or [column for column, _ in here] != [column for column, _ in there]:
        return False
    columns = sql.SQL(", ").join(sql.Identifier(column) for column, _ in here)
    # COPY reads no rows of partitions; of a table that others inherit from it reads its own alone.
    every = sql.SQL("(SELECT {1} FROM {0})" if here[0][1] else "{0} ({1})")
    selected = every.format(identifier(table), columns)
    taken = sql.SQL("{} ({})").format(identifier(table), columns)
    with green.transaction():
        green.execute(REPLICA)
        if green.execute(sql.SQL(EMPTY).format(identifier(table))).fetchone() != (True,):
            return False
        _pump(blue, green, selected, taken)
    return True


def _pump(
    blue: psycopg.Connection,
    green: psycopg.Connection,
    selected: sql.Composed,
    taken: sql.Composed,
) -> None:
    with (
        blue.cursor() as reader,
        green.cursor() as writer,
        reader.copy(sql.SQL("COPY {} TO STDOUT").format(selected)) as rows,
        writer.copy(sql.SQL("COPY {} FROM STDIN").format(taken)) as into,
    ):
        for block in rows:
            into.write(block)
