"""Constraints and indexes; an index that a constraint stands on is part of that constraint."""

from __future__ import annotations

from migration_safety.databases.postgresql.portrait.fragments import (
    definition,
    outside_extensions,
    place,
    question,
    when,
)
from migration_safety.databases.postgresql.portrait.relations import RELATION, TABLE

KINDS = """
    CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique constraint'
        WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check constraint'
        WHEN 'x' THEN 'exclusion constraint' ELSE 'constraint' END
"""
# What PostgreSQL writes before the method of an index is its name and its table's.
UNNAMED = """
    substr(pg_get_indexdef(i.oid), length(
        'CREATE ' || CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END
        || 'INDEX ' || quote_ident(i.relname) || ' ON '
        || CASE WHEN i.relkind = 'I' THEN 'ONLY ' ELSE '' END
        || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' ') + 1)
"""
STATE = """
    nullif(concat_ws(', ', CASE WHEN NOT x.indisvalid THEN 'invalid' END,
        CASE WHEN NOT x.indisready THEN 'not ready' END,
        CASE WHEN NOT x.indislive THEN 'being dropped' END), '')
"""
# Those of its expressions; of a column it is the column's.
STATISTICS = """
    LEFT JOIN (SELECT attrelid, string_agg(attnum || ': ' || attstattarget, ', ' ORDER BY attnum)
        AS targets FROM pg_attribute WHERE attstattarget >= 0 AND attnum > 0 GROUP BY attrelid
    ) AS targets ON targets.attrelid = i.oid
"""
ASPECTS_OF_INDEX = {
    "state": STATE,
    "tablespace": "t.spcname",
    "clustered": when("x.indisclustered"),
    "replica_identity": when("x.indisreplident"),
    "statistics_targets": "targets.targets",
    "attached": when("i.relispartition"),
}


CONSTRAINTS = question(
    KINDS,
    table=TABLE,
    name="k.conname",
    definition=definition(
        definition="CASE WHEN k.convalidated THEN pg_get_constraintdef(k.oid)"
        " ELSE regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '') END",
        validated=when(
            "NOT k.convalidated AND pg_get_constraintdef(k.oid) LIKE '%% NOT VALID'", "'no'"
        ),
        inherited=when("k.coninhcount > 0"),
        triggers=when("g.tgconstraint IS NOT NULL", "'disabled'"),
        index=when("x.indexrelid IS NOT NULL", UNNAMED),
        comment_on_index="y.description",
        **ASPECTS_OF_INDEX,
    ),
    columns="k.conkey",
    relation="c.oid",
    catalog="pg_constraint",
    oid="k.oid",
    source=f"""
    FROM {RELATION}
    JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype NOT IN ('n', 't')
    LEFT JOIN (pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid
        LEFT JOIN pg_tablespace AS t ON t.oid = i.reltablespace
        LEFT JOIN pg_description AS y ON y.objoid = i.oid AND y.objsubid = 0
            AND y.classoid = 'pg_class'::regclass
        {STATISTICS})
    ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
    LEFT JOIN (SELECT DISTINCT tgconstraint FROM pg_trigger
        WHERE tgisinternal AND tgenabled <> 'O') AS g ON g.tgconstraint = k.oid
    -- A key to a partitioned table is repeated for each of its partitions.
    WHERE NOT EXISTS (SELECT FROM pg_constraint AS p
        WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)
    """,
)

INDEXES = question(
    "'index'",
    table=TABLE,
    name="i.relname",
    definition=definition(definition=UNNAMED, unique=when("x.indisunique"), **ASPECTS_OF_INDEX),
    # Columns behind INCLUDE carry no order.
    columns="x.indkey[0 : x.indnkeyatts - 1]::int2[]",
    relation="c.oid",
    catalog="pg_class",
    oid="i.oid",
    source=f"""
    FROM {RELATION}
    JOIN pg_index AS x ON x.indrelid = c.oid
    JOIN pg_class AS i ON i.oid = x.indexrelid
    LEFT JOIN pg_tablespace AS t ON t.oid = i.reltablespace
    {STATISTICS}
    WHERE NOT EXISTS (SELECT FROM pg_constraint AS k
        WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
    """,
)

STATISTICS_OBJECTS = question(
    "'statistics object'",
    table=TABLE,
    name=place("z.nspname", "s.stxname"),
    definition=definition(
        definition="substr(pg_get_statisticsobjdef(s.oid), length('CREATE STATISTICS '"
        " || quote_ident(z.nspname) || '.' || quote_ident(s.stxname) || ' ') + 1)",
        target=when("s.stxstattarget >= 0", "s.stxstattarget::text"),
        owner="pg_get_userbyid(s.stxowner)",
    ),
    catalog="pg_statistic_ext",
    oid="s.oid",
    source=f"""
    FROM {RELATION}
    JOIN pg_statistic_ext AS s ON s.stxrelid = c.oid
        AND {outside_extensions("pg_statistic_ext", "s.oid")}
    JOIN pg_namespace AS z ON z.oid = s.stxnamespace
    """,
)
