"""The rows of the tables that a migration writes to: which those are, and what is in them."""

from __future__ import annotations

from collections.abc import Collection

import psycopg
from psycopg import sql

# A database that was made as a copy has the files of its source, and counts from zero.
WRITTEN = """
    SELECT n.nspname, c.relname, pg_relation_filenode(c.oid)::bigint,
        s.n_tup_ins + s.n_tup_upd + s.n_tup_del
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_stat_all_tables AS s ON s.relid = c.oid
    WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema'
      AND n.nspname NOT LIKE 'pg\\_%' AND c.relname <> 'django_migrations'
"""
COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname
"""
DIGEST = sql.SQL("coalesce(sum(hashtextextended({0}::text, 0)::numeric), 0)::text")
RECORDED = "SELECT FROM django_migrations WHERE app = %s AND name = %s"
APPLIED = "SELECT app, name FROM django_migrations"

Table = tuple[str, str]
Files = dict[Table, int]


def files(connection: psycopg.Connection) -> Files:
    """The file of each table."""
    rows = connection.execute(WRITTEN.encode()).fetchall()
    return {(schema, table): file for schema, table, file, _ in rows}


def written(connection: psycopg.Connection, before: Files) -> frozenset[Table]:
    """The tables whose rows have been written since the database was made, or that are new.

    `before` are the files that it was made with.
    """
    connection.execute("SELECT pg_stat_clear_snapshot()")
    rows = connection.execute(WRITTEN.encode()).fetchall()
    return frozenset(
        (schema, table)
        for schema, table, file, count in rows
        if count or before.get((schema, table)) != file
    )


def is_recorded(connection: psycopg.Connection, app: str, name: str) -> bool:
    """Whether django_migrations has the migration."""
    return connection.execute(RECORDED, [app, name]).fetchone() is not None


def recorded(connection: psycopg.Connection) -> frozenset[tuple[str, str]]:
    """All that it has."""
    return frozenset(connection.execute(APPLIED).fetchall())


def contents(connection: psycopg.Connection, tables: Collection[Table]) -> dict[str, str]:
    """For each column of those that are there, a digest of its values in whatever order."""
    present = files(connection)
    found: dict[str, str] = {}
    for table in sorted(set(tables) & set(present)):
        found |= _columns(connection, table)
    return found


def _columns(connection: psycopg.Connection, table: Table) -> dict[str, str]:
    name = sql.Identifier(*table)
    names = [row[0] for row in connection.execute(COLUMNS, [name.as_string(connection)]).fetchall()]
    digests = (DIGEST.format(sql.Identifier(each)) for each in names)
    columns = sql.SQL(", ").join([sql.SQL("count(*)::text"), *digests])
    row = connection.execute(sql.SQL("SELECT {} FROM {}").format(columns, name)).fetchone() or ()
    shown = table[1] if table[0] == "public" else ".".join(table)
    keys = [f"rows of {shown}", *(f"values of {shown}.{each}" for each in names)]
    return dict(zip(keys, row, strict=True))
