"""Indexes, built after the rows are there: that takes half the time of keeping them up."""

from __future__ import annotations

import psycopg
from psycopg import sql

# What finds rows for UPDATE and DELETE stays, and what keeps rows unique; parts of a partitioned
# index go with the whole of it.
INDEXES = """
    SELECT n.nspname::text, c.relname::text, pg_get_indexdef(c.oid)
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = indexrelid
    JOIN pg_class AS t ON t.oid = indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE t.relkind = 'r' AND NOT t.relispartition AND NOT indisunique AND NOT indisreplident
        AND indisvalid AND nspname !~ '^pg_' AND nspname <> 'migration_safety_deploy'
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
            AND objid = indexrelid AND deptype = 'e')
    ORDER BY 1, 2
"""


def take_down(green: psycopg.Connection) -> None:
    """Drop the indexes that nothing depends on, before rows are copied."""
    for schema, name, _ in green.execute(INDEXES).fetchall():
        drop = sql.SQL("DROP INDEX IF EXISTS {}")
        green.execute(drop.format(sql.Identifier(schema, name)))


def build(blue: psycopg.Connection, green: psycopg.Connection) -> tuple[str, ...]:
    """Make those of blue's that green lacks; their names.  Each is a statement of its own."""
    there = {(schema, name) for schema, name, _ in green.execute(INDEXES)}
    lacking = [each for each in blue.execute(INDEXES) if (each[0], each[1]) not in there]
    for _, _, definition in lacking:
        green.execute(definition.encode())
    return tuple(f"{schema}.{name}" for schema, name, _ in lacking)
