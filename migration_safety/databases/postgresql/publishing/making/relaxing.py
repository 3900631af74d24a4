"""Columns of green that get no values any more, because the release removes them."""

from __future__ import annotations

from collections.abc import Collection

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.publishing.names import identifier

STRICT = """
    SELECT attname::text FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = attrelid
    JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE nspname = %s AND relname = %s AND attnum > 0 AND NOT attisdropped AND attnotnull
        AND attidentity = '' AND attgenerated = ''
        AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary
            AND attnum = ANY (indkey))
"""


def relax(connection: psycopg.Connection, table: str, sent: Collection[str]) -> tuple[str, ...]:
    """Let columns of a table be NULL that are not among those `sent`; which these were."""
    schema, _, name = table.partition(".")
    strict = [column for (column,) in connection.execute(STRICT, [schema, name])]
    found = tuple(column for column in strict if column not in sent)
    for column in found:
        alter = sql.SQL("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL")
        connection.execute(alter.format(identifier(table), sql.Identifier(column)))
    return found
