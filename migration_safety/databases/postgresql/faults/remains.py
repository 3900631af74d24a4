"""What a schema holds, as far as an interrupted migration may have left it half done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import psycopg

# What is not in the way of anybody, or is told apart from everything else.
OURS = """
    n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    AND c.relname <> 'django_migrations'
"""
NAMED = "CASE WHEN pg_table_is_visible(c.oid) THEN c.relname ELSE n.nspname || '.' || c.relname END"
RELATIONS = f"""
    SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view '
                WHEN 'S' THEN 'sequence ' ELSE 'table ' END || {NAMED}, c.relkind::text
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND {OURS}
"""
COLUMNS = f"""
    SELECT 'column ' || {NAMED} || '.' || a.attname,
        format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
        || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
        || a.attidentity::text || a.attgenerated::text
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND {OURS}
"""
INDEXES = """
    SELECT 'index ' || x.relname,
        CASE WHEN i.indisvalid THEN '' ELSE 'INVALID ' END || pg_get_indexdef(i.indexrelid)
    FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid
        JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE """
CONSTRAINTS = """
    SELECT 'constraint ' || o.conname,
        CASE WHEN o.convalidated THEN '' ELSE 'NOT VALID ' END || pg_get_constraintdef(o.oid)
    FROM pg_constraint AS o JOIN pg_class AS c ON c.oid = o.conrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE o.contype <> 'n' AND """
TRIGGERS = """
    SELECT 'trigger ' || t.tgname, pg_get_triggerdef(t.oid)
    FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND """
OBJECTS = (
    RELATIONS,
    COLUMNS,
    *(query + OURS for query in (INDEXES, CONSTRAINTS, TRIGGERS)),
)
RECORDED = "SELECT FROM django_migrations WHERE app = %s AND name = %s"


def objects(connection: psycopg.Connection) -> dict[str, str]:
    """Definitions by what they are called: "column shop_item.name", "index shop_item_n"."""
    return {
        name: definition
        for query in OBJECTS
        for name, definition in connection.execute(query.encode()).fetchall()
    }


def is_recorded(connection: psycopg.Connection, app: str, name: str) -> bool:
    """Whether django_migrations has the migration."""
    return connection.execute(RECORDED, [app, name]).fetchone() is not None


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """In few words what is new, gone, or another; a column of a new table is no news."""
    tables = {name for name in before.keys() ^ after.keys() if name.startswith("table ")}
    for name in sorted(before.keys() | after.keys()):
        if f"table {name.removeprefix('column ').rpartition('.')[0]}" in tables:
            continue
        if name not in after:
            yield f"{name} is gone"
        elif before.get(name) != after[name]:
            yield _half_done(name, after[name]) or _news(name, before.get(name), after[name])


def _half_done(name: str, definition: str) -> str:
    """What neither is there nor is not."""
    found = (f"{mark}{name}" for mark in ("INVALID ", "NOT VALID ") if definition.startswith(mark))
    return next(found, "")


def _news(name: str, was: str | None, now: str) -> str:
    return name if was is None else f"{name}: {now} instead of {was}"
