"""Tables, views and foreign tables, and their columns."""

from __future__ import annotations

from migration_safety.databases.postgresql.portrait.fragments import (
    OURS,
    definition,
    listed,
    outside_extensions,
    place,
    privileges,
    question,
    when,
)

RELATION = f"""
    pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {OURS}
        AND {outside_extensions("pg_class", "c.oid")}
"""
TABLE = place("n.nspname", "c.relname")
COLLATION = """
    (SELECT quote_ident(s.nspname) || '.' || quote_ident(l.collname) FROM pg_collation AS l
     JOIN pg_namespace AS s ON s.oid = l.collnamespace WHERE l.oid = {})
"""
PARENTS = f"""
    (SELECT string_agg({place("s.nspname", "p.relname")}, ', ' ORDER BY h.inhseqno)
     FROM pg_inherits AS h JOIN pg_class AS p ON p.oid = h.inhparent
     JOIN pg_namespace AS s ON s.oid = p.relnamespace WHERE h.inhrelid = c.oid)
"""
RELATIONS = question(
    """CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
        WHEN 'f' THEN 'foreign table' ELSE 'table' END""",
    table=TABLE,
    definition=definition(
        owner="pg_get_userbyid(c.relowner)",
        persistence=when("c.relpersistence = 'u'", "'unlogged'"),
        access_method=when("a.amname <> 'heap'", "a.amname"),
        tablespace="t.spcname",
        options=listed("c.reloptions"),
        toast_options=listed("toast.reloptions"),
        of_type=when("c.reloftype <> 0", "format_type(c.reloftype, NULL)"),
        partitioned_by=when("c.relkind = 'p'", "pg_get_partkeydef(c.oid)"),
        inherits=PARENTS,
        bounds=when("c.relispartition", "pg_get_expr(c.relpartbound, c.oid)"),
        replica_identity="CASE WHEN c.relkind IN ('r', 'p') THEN CASE c.relreplident"
        " WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' WHEN 'i' THEN 'an index' END END",
        row_security=when("c.relrowsecurity"),
        row_security_of_owner=when("c.relforcerowsecurity"),
        query=when("c.relkind IN ('v', 'm')", "pg_get_viewdef(c.oid)"),
        populated=when("c.relkind = 'm'", "c.relispopulated::text"),
        server="w.srvname",
        foreign_options=listed("f.ftoptions"),
        privileges=privileges("c.relacl", "r", "c.relowner"),
    ),
    catalog="pg_class",
    oid="c.oid",
    source=f"""
    FROM {RELATION}
    LEFT JOIN pg_am AS a ON a.oid = c.relam
    LEFT JOIN pg_tablespace AS t ON t.oid = c.reltablespace
    LEFT JOIN pg_class AS toast ON toast.oid = c.reltoastrelid
    LEFT JOIN pg_foreign_table AS f ON f.ftrelid = c.oid
    LEFT JOIN pg_foreign_server AS w ON w.oid = f.ftserver
    """,
)

NOT_NULL = """
    CASE WHEN NOT a.attnotnull AND k.oid IS NULL THEN NULL
        WHEN NOT k.convalidated THEN 'not valid' WHEN k.connoinherit THEN 'not inherited'
        ELSE 'yes' END
"""

COLUMNS_OF_RELATIONS = question(
    "'column'",
    table=TABLE,
    name="a.attname",
    definition=definition(
        type="format_type(a.atttypid, a.atttypmod)",
        not_null=NOT_NULL,
        not_null_constraint="k.conname",
        collation=when("a.attcollation <> t.typcollation", COLLATION.format("a.attcollation")),
        default=when("a.attgenerated = ''", "pg_get_expr(d.adbin, d.adrelid)"),
        generated="CASE a.attgenerated WHEN 's' THEN pg_get_expr(d.adbin, d.adrelid)"
        " WHEN 'v' THEN pg_get_expr(d.adbin, d.adrelid) || ' VIRTUAL' END",
        identity="CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END",
        storage=when("a.attstorage <> t.typstorage", "a.attstorage::text"),
        compression="nullif(a.attcompression::text, '')",
        statistics_target=when("a.attstattarget >= 0", "a.attstattarget::text"),
        options=listed("a.attoptions"),
        foreign_options=listed("a.attfdwoptions"),
        inherited=when(
            "a.attinhcount > 0", "CASE WHEN a.attislocal THEN 'and its own' ELSE 'yes' END"
        ),
        privileges=privileges("a.attacl", "c", "c.relowner"),
    ),
    catalog="pg_class",
    oid="c.oid",
    sub="a.attnum",
    source=f"""
    FROM {RELATION}
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type AS t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    LEFT JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'n'
        AND k.conkey = ARRAY[a.attnum]
    """,
)
