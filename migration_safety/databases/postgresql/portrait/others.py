"""Objects of kinds that have no query of their own: none is passed over in silence."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from migration_safety.core.trial.schema.portrait import Fact

# Every catalog that the other queries read, or whose rows are parts of objects they tell.
MODELLED = (
    *("pg_class", "pg_attrdef", "pg_constraint", "pg_trigger", "pg_rewrite", "pg_policy"),
    *("pg_proc", "pg_type", "pg_enum", "pg_namespace", "pg_extension", "pg_event_trigger"),
    *("pg_statistic_ext", "pg_publication", "pg_publication_rel", "pg_publication_namespace"),
    *("pg_default_acl", "pg_foreign_data_wrapper", "pg_foreign_server", "pg_user_mapping"),
    *("pg_collation",),
)
# Whatever this version of the server keeps objects in.
CATALOGS = """
    SELECT c.relname FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'oid'
    WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
        AND NOT c.relisshared AND c.relname <> ALL (%s)
        AND has_column_privilege(c.oid, a.attnum, 'SELECT')
    ORDER BY c.relname
"""
# Lower oids are the server's own.
FIRST = 16384
OBJECTS = sql.SQL("""
    SELECT {name}, o.oid::bigint, i.type, i.identity
    FROM {catalog} AS o, pg_identify_object({name}::regclass, o.oid, 0) AS i
    WHERE o.oid >= {first} AND NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.deptype IN ('e', 'i')
        AND e.classid = {name}::regclass AND e.objid = o.oid)
""")
# Data, of which there may be millions.
LARGE_OBJECTS = "pg_largeobject_metadata"
SOME = "SELECT EXISTS (SELECT FROM pg_largeobject_metadata)"


def others(connection: psycopg.Connection[Any]) -> list[tuple[tuple[str, int], Fact]]:
    """That each of them exists, with its catalog and oid."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        cursor.execute(CATALOGS.encode(), [[*MODELLED, LARGE_OBJECTS]])
        questions = [
            OBJECTS.format(
                name=sql.Literal(name), catalog=sql.Identifier(name), first=sql.Literal(FIRST)
            )
            for (name,) in cursor.fetchall()
        ]
        rows = cursor.execute(sql.SQL(" UNION ALL ").join(questions)).fetchall()
    return [
        ((catalog, oid), Fact(kind, "", identity, lineage=(oid, 0)))
        for catalog, oid, kind, identity in rows
    ]


def large_objects(connection: psycopg.Connection[Any]) -> bool:
    """Whether there are any: they are no part of a portrait."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        (some,) = cursor.execute(SOME.encode()).fetchone() or (False,)
    return bool(some)
