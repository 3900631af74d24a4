"""The parts of tables, read from the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg
from psycopg.rows import class_row

from migration_safety.databases.postgresql.load.parts.part import Part

INDEXES = """
    SELECT CASE c.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique'
            WHEN 'x' THEN 'exclusion' ELSE 'index' END AS kind,
        n.nspname AS schema, t.relname AS "table", i.relname AS name,
        pg_get_indexdef(i.oid) AS index,
        coalesce(pg_get_constraintdef(c.oid), '') AS "constraint",
        am.amname AS method,
        coalesce(s.spcname, '') AS tablespace,
        (SELECT coalesce(jsonb_object_agg(option_name, option_value), '{}')
         FROM pg_options_to_table(i.reloptions)) AS options,
        coalesce(obj_description(i.oid, 'pg_class'), '') AS index_comment,
        coalesce(obj_description(c.oid, 'pg_constraint'), '') AS constraint_comment,
        (SELECT coalesce(jsonb_object_agg(a.attnum, a.attstattarget), '{}') FROM pg_attribute AS a
         WHERE a.attrelid = i.oid AND a.attstattarget >= 0) AS statistics,
        coalesce(c.condeferrable, false) AS deferrable,
        coalesce(c.condeferred, false) AS deferred,
        x.indisclustered AS clustered, x.indisreplident AS replica_identity,
        coalesce(c.convalidated, true) AS validated,
        ARRAY(
            SELECT 'invalid' WHERE NOT (x.indisvalid AND x.indisready AND x.indislive)
            UNION ALL SELECT 'named otherwise' WHERE c.conname <> i.relname
            UNION ALL SELECT 'trigger ' || g.tgenabled::text FROM pg_trigger AS g
                WHERE g.tgconstraint = c.oid AND g.tgenabled <> 'O'
            UNION ALL SELECT 'extension ' || d.refobjid::text FROM pg_depend AS d
                WHERE d.objid IN (i.oid, c.oid) AND d.refclassid = 'pg_extension'::regclass
                    AND d.deptype IN ('e', 'x')) AS marks
    FROM pg_index AS x
    JOIN pg_class AS i ON i.oid = x.indexrelid
    JOIN pg_class AS t ON t.oid = x.indrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace
    JOIN pg_am AS am ON am.oid = i.relam
    LEFT JOIN pg_tablespace AS s ON s.oid = i.reltablespace
    LEFT JOIN pg_constraint AS c
        ON c.conindid = i.oid AND c.conrelid = t.oid AND c.contype IN ('p', 'u', 'x')
    WHERE t.oid = ANY(%s)
    ORDER BY i.oid
"""
FOREIGN_KEYS = """
    SELECT 'foreign key' AS kind, n.nspname AS schema, t.relname AS "table", c.conname AS name,
        '' AS index, pg_get_constraintdef(c.oid) AS "constraint", '' AS method, '' AS tablespace,
        '' AS index_comment,
        coalesce(obj_description(c.oid, 'pg_constraint'), '') AS constraint_comment,
        '{}'::jsonb AS options, '{}'::jsonb AS statistics,
        c.condeferrable AS deferrable, c.condeferred AS deferred,
        false AS clustered, false AS replica_identity, c.convalidated AS validated,
        ARRAY(
            -- To a partitioned table: its branches would get new names.
            SELECT 'branched'
                WHERE EXISTS (SELECT FROM pg_constraint AS b WHERE b.conparentid = c.oid)
            UNION ALL SELECT 'trigger ' || g.tgenabled::text FROM pg_trigger AS g
                WHERE g.tgconstraint = c.oid AND g.tgenabled <> 'O'
            UNION ALL SELECT 'extension ' || d.refobjid::text FROM pg_depend AS d
                WHERE d.objid = c.oid AND d.refclassid = 'pg_extension'::regclass
                    AND d.deptype IN ('e', 'x')) AS marks
    FROM pg_constraint AS c
    JOIN pg_class AS t ON t.oid = c.conrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace
    WHERE t.oid = ANY(%s) AND c.contype = 'f' AND c.conparentid = 0
    ORDER BY c.oid
"""
TABLES = """
    SELECT n.nspname, t.relname, t.oid
    FROM pg_class AS t JOIN pg_namespace AS n ON n.oid = t.relnamespace
    WHERE (n.nspname, t.relname) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
    ORDER BY pg_relation_size(t.oid) DESC, t.oid
"""


def foreign_keys(connection: psycopg.Connection, tables: Sequence[int]) -> list[Part]:
    """The foreign keys from tables, which are named by oid."""
    return _parts(connection, FOREIGN_KEYS.encode(), tables)


def indexes(connection: psycopg.Connection, tables: Sequence[int]) -> list[Part]:
    """Their indexes, with the constraints that stand on them."""
    return _parts(connection, INDEXES.encode(), tables)


def tables_of(connection: psycopg.Connection, parts: Iterable[Part]) -> dict[tuple[str, str], int]:
    """The oids of their tables, the biggest first; a table that is gone is not among them."""
    names = {(part.schema, part.table) for part in parts}
    arrays = [[schema for schema, _ in names], [table for _, table in names]]
    return {(schema, table): oid for schema, table, oid in connection.execute(TABLES, arrays)}


def present(
    connection: psycopg.Connection, parts: Iterable[Part]
) -> dict[tuple[str, str, str, str], Part]:
    """What now is on the tables of these parts, by its place."""
    oids = list(tables_of(connection, parts).values())
    return {p.place: p for p in foreign_keys(connection, oids) + indexes(connection, oids)}


def _parts(connection: psycopg.Connection, query: bytes, tables: Sequence[int]) -> list[Part]:
    with (
        connection.transaction(force_rollback=True),
        connection.cursor(row_factory=class_row(Part)) as cursor,
    ):
        # So that the server qualifies every name in a definition; rolled back at once.
        cursor.execute("SET LOCAL search_path = ''")
        return cursor.execute(query, [list(tables)]).fetchall()
