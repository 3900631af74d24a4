"""Emptying a database that a deployment has claimed, and has filled."""

from __future__ import annotations

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.deploying.schema import SCHEMA
from migration_safety.databases.postgresql.deploying.set_aside import forget_all, is_anything
from migration_safety.databases.postgresql.publishing.making.claim import claimed, noted
from migration_safety.databases.postgresql.publishing.making.owners import as_migrator, own

EVENT_TRIGGERS = """
    SELECT format('DROP EVENT TRIGGER IF EXISTS %I', evtname) FROM pg_event_trigger
    WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_event_trigger'::regclass
        AND objid = pg_event_trigger.oid AND deptype = 'e')
"""
# PostgreSQL names every object as DROP wants it, but for these kinds.
OBJECTS = """
    SELECT format('DROP %%s IF EXISTS %%s CASCADE', CASE i.type
        WHEN 'statistics object' THEN 'STATISTICS' WHEN 'composite type' THEN 'TYPE'
        WHEN 'publication relation' THEN 'PUBLICATION' ELSE upper(i.type) END, i.identity)
    FROM pg_depend AS d JOIN pg_namespace AS n ON n.oid = d.refobjid
    CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, 0) AS i
    WHERE d.refclassid = 'pg_namespace'::regclass AND d.deptype = 'n'
        AND nspname !~ '^pg_' AND nspname <> ALL (%s)
        AND d.classid = ANY ('{pg_class,pg_proc,pg_type,pg_collation,pg_operator,pg_opclass,
            pg_opfamily,pg_ts_config,pg_ts_dict,pg_conversion,pg_statistic_ext}'::regclass[])
        AND NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.classid = d.classid
            AND e.objid = d.objid AND e.deptype IN ('e', 'i') AND e.refobjid <> e.objid)
    ORDER BY d.classid <> 'pg_class'::regclass, i.type <> 'table'
"""
EXTENSIONS = "SELECT extname FROM pg_extension WHERE extname <> ALL (%s)"
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> ALL (%s)"
OTHERS = "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"


def clear(connection: psycopg.Connection, digest: str) -> None:
    """Drop all that was not there when the database was claimed; of another one, nothing.

    One object in each transaction: the locks on a large schema's do not fit into one.
    """
    if not claimed(connection, digest):
        return
    if is_anything(connection):
        with as_migrator(connection):
            forget_all(connection)
    _run(connection, EVENT_TRIGGERS)
    _run(connection, OBJECTS, [[SCHEMA, "information_schema"]])
    _drop(connection, "EXTENSION", EXTENSIONS, noted(connection, digest, "extension"))
    kept = (*noted(connection, digest, "schema"), SCHEMA)
    _drop(connection, "SCHEMA", SCHEMAS, kept)
    for setting in noted(connection, digest, "setting"):
        named = sql.SQL(".").join(map(sql.Identifier, setting.split(".")))
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} RESET {}").format(database, named))
    for owner in noted(connection, digest, "owner"):
        own(connection, owner)


def drop_roles(connection: psycopg.Connection, digest: str) -> list[str]:
    """Drop the roles that were made for a cleared database; those that other databases need
    stay, and are told."""
    kept = []
    for (role,) in connection.execute(OTHERS, [list(noted(connection, digest, "role"))]).fetchall():
        named = sql.Identifier(role)
        connection.execute(sql.SQL("DROP OWNED BY {}").format(named))
        try:
            connection.execute(sql.SQL("DROP ROLE {}").format(named))
        except psycopg.errors.DependentObjectsStillExist:
            kept.append(role)
    return kept


def _run(connection: psycopg.Connection, query: str, asked: list[list[str]] | None = None) -> None:
    for (statement,) in connection.execute(query.encode(), asked).fetchall():
        connection.execute(statement.encode())


def _drop(connection: psycopg.Connection, kind: str, query: str, kept: tuple[str, ...]) -> None:
    for (name,) in connection.execute(query.encode(), [list(kept)]).fetchall():
        drop = sql.SQL("DROP {} IF EXISTS {} CASCADE")
        connection.execute(drop.format(sql.SQL(kind), sql.Identifier(name)))
