"""The questions to pg_catalog about tables, columns, indexes and constraints."""

from __future__ import annotations

# What extensions bring is theirs; of partitions their parent speaks.
SCOPE = """
    relations AS (
        SELECT c.oid, c.reltuples, nspname, relname,
            CASE WHEN pg_table_is_visible(c.oid) OR nspname = 'public' THEN relname::text
                ELSE nspname || '.' || relname END AS name
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
        WHERE relkind IN ('r', 'p') AND NOT relispartition AND relpersistence <> 't'
            AND (nspname = ANY (current_schemas(false)) OR nspname = ANY (%(schemas)s::text[]))
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
                AND objid = c.oid AND deptype = 'e')
    )
"""

TABLES = f"""
    WITH {SCOPE}
    SELECT name, nspname, relname, CASE WHEN reltuples >= 0 THEN reltuples::bigint END
    FROM relations ORDER BY name
"""

COLUMNS = f"""
    WITH {SCOPE}
    SELECT r.name, attname, format_type(atttypid, atttypmod), attnotnull,
        CASE WHEN attgenerated = '' THEN coalesce(pg_get_expr(adbin, adrelid), '') ELSE '' END,
        CASE attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' ELSE '' END,
        CASE WHEN attgenerated <> '' THEN pg_get_expr(adbin, adrelid) ELSE '' END,
        CASE WHEN attcollation <> typcollation THEN collname::text ELSE '' END
    FROM relations AS r
    JOIN pg_attribute AS a ON a.attrelid = r.oid AND attnum > 0 AND NOT attisdropped
    JOIN pg_type AS t ON t.oid = atttypid
    LEFT JOIN pg_collation AS l ON l.oid = attcollation
    LEFT JOIN pg_attrdef AS d ON adrelid = a.attrelid AND adnum = attnum
    ORDER BY r.name, attnum
"""

# pg_get_indexdef of one key leaves out operator class and order.
INDEXES = f"""
    WITH {SCOPE}
    SELECT index.relname, r.name, keys.columns, keys.keys, keys.included, indisunique,
        indisprimary, indisvalid AND indisready, amname,
        coalesce(pg_get_expr(indpred, indrelid), ''),
        EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')
            AND conrelid = indrelid),
        NOT indnullsnotdistinct
    FROM relations AS r
    JOIN pg_index AS i ON indrelid = r.oid
    JOIN pg_class AS index ON index.oid = indexrelid
    JOIN pg_am AS am ON am.oid = index.relam
    CROSS JOIN LATERAL (
        SELECT
            array_agg(coalesce(attname::text, '') ORDER BY n) FILTER (WHERE is_key) AS columns,
            array_agg(concat_ws(' ', pg_get_indexdef(indexrelid, n, false),
                CASE WHEN NOT opcdefault THEN opcname END,
                CASE WHEN l.oid IS DISTINCT FROM attcollation AND attname IS NOT NULL
                    THEN 'COLLATE ' || l.oid::regcollation END,
                CASE indoption[n - 1] WHEN 1 THEN 'DESC NULLS LAST' WHEN 2 THEN 'NULLS FIRST'
                    WHEN 3 THEN 'DESC' END) ORDER BY n) FILTER (WHERE is_key) AS keys,
            coalesce(array_agg(attname::text ORDER BY n) FILTER (WHERE NOT is_key), '{{}}')
                AS included
        FROM generate_series(1, indnatts) AS n
        CROSS JOIN LATERAL (SELECT n <= indnkeyatts) AS k (is_key)
        LEFT JOIN pg_attribute AS a ON a.attrelid = indrelid AND a.attnum = indkey[n - 1]
            AND indkey[n - 1] <> 0
        LEFT JOIN pg_opclass AS o ON is_key AND o.oid = indclass[n - 1]
        LEFT JOIN pg_collation AS l ON is_key AND l.oid = indcollation[n - 1]
    ) AS keys
    ORDER BY r.name, index.relname
"""

CONSTRAINTS = f"""
    WITH {SCOPE}
    SELECT conname, r.name, contype, coalesce(keys.own, '{{}}'), pg_get_constraintdef(con.oid),
        CASE WHEN t.oid IS NULL THEN '' WHEN pg_table_is_visible(t.oid) OR n.nspname = 'public'
            THEN t.relname::text ELSE n.nspname || '.' || t.relname END,
        coalesce(keys.their, '{{}}'), convalidated, {{enforced}}
    FROM relations AS r
    JOIN pg_constraint AS con ON conrelid = r.oid AND contype IN ('p', 'u', 'f', 'c', 'x')
    LEFT JOIN pg_class AS t ON t.oid = confrelid
    LEFT JOIN pg_namespace AS n ON n.oid = t.relnamespace
    CROSS JOIN LATERAL (
        SELECT array_agg(own.attname::text ORDER BY position) AS own,
            array_agg(their.attname::text ORDER BY position) FILTER (WHERE their.attnum > 0)
                AS their
        FROM unnest(conkey, coalesce(confkey, '{{}}')) WITH ORDINALITY AS k (own, their, position)
        LEFT JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = k.own
        LEFT JOIN pg_attribute AS their ON their.attrelid = confrelid AND their.attnum = k.their
    ) AS keys
    WHERE conparentid = 0
    ORDER BY r.name, conname
"""
