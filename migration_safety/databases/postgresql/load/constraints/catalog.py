"""The questions to PostgreSQL's catalog about what tables demand of their rows."""

from __future__ import annotations

# Each asks about the tables whose oids are in %(tables)s.

# Django quotes the names of tables in its own way, which lets "schema"."table" pass.
TABLES = """
    SELECT name, c.oid, c.relkind
    FROM unnest(%(names)s::text[], %(quoted)s::text[]) AS asked (name, quoted)
    LEFT JOIN pg_class AS c ON c.oid = to_regclass(quoted)
"""

# A domain may be based on another: `links` leads from a column to all that it stands on.
DOMAINS = """
    WITH RECURSIVE links (attrelid, attname, domain) AS (
        SELECT attrelid, attname, t.oid
        FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = atttypid AND typtype = 'd'
        WHERE attrelid = ANY (%(tables)s::oid[]) AND attnum > 0 AND NOT attisdropped
        UNION ALL
        SELECT attrelid, attname, base.oid
        FROM links
        JOIN pg_type AS t ON t.oid = domain
        JOIN pg_type AS base ON base.oid = t.typbasetype AND base.typtype = 'd'
    )
"""

COLUMNS = f"""
    {DOMAINS}
    SELECT attrelid, attname, format_type(atttypid, atttypmod),
        attnotnull OR EXISTS (
            SELECT FROM links AS l JOIN pg_type AS t ON t.oid = l.domain AND typnotnull
            WHERE l.attrelid = a.attrelid AND l.attname = a.attname),
        attgenerated <> '' OR attidentity = 'a'
    FROM pg_attribute AS a
    WHERE attrelid = ANY (%(tables)s::oid[]) AND attnum > 0 AND NOT attisdropped
    ORDER BY attrelid, attnum
"""

NAMES = """
    (SELECT array_agg(attname::text ORDER BY position)
     FROM unnest({numbers}) WITH ORDINALITY AS key (number, position)
     JOIN pg_attribute AS a ON a.attrelid = {table} AND a.attnum = key.number)
"""

# The bounds of a partition are checks of its own; those of all partitions bind their parent.
CHECKS = """
    SELECT conrelid AS "table", conname AS name, pg_get_expr(conbin, conrelid)
    FROM pg_constraint
    WHERE conrelid = ANY (%(tables)s::oid[]) AND contype = 'c' AND {enforced}
    UNION ALL
    SELECT oid, 'bounds of ' || relname, pg_get_partition_constraintdef(oid)
    FROM pg_class
    WHERE oid = ANY (%(tables)s::oid[]) AND pg_get_partition_constraintdef(oid) IS NOT NULL
    UNION ALL
    SELECT oid, 'partitions of ' || relname, coalesce((
        SELECT string_agg(format('(%%s)', coalesce(bounds, 'true')), ' OR ' ORDER BY relid)
        FROM pg_partition_tree(oid), pg_get_partition_constraintdef(relid) AS bounds
        WHERE isleaf), 'false')
    FROM pg_class
    WHERE oid = ANY (%(tables)s::oid[]) AND relkind = 'p'
    ORDER BY 1, 2
"""

# VALUE is a keyword that also names a column: a check of a domain is taken over verbatim.
DOMAIN_CHECKS = f"""
    {DOMAINS}
    SELECT attrelid, conname,
        format('(SELECT (%%s) FROM (SELECT %%I AS value) AS domain)',
            pg_get_expr(conbin, 0), attname)
    FROM links JOIN pg_constraint ON contypid = domain AND contype = 'c'
    ORDER BY attrelid, attname, conname
"""

# A key under a collation by which different texts may be equal is no plain column.
INDEXES = """
    SELECT indrelid, index.relname, keys.names, keys.definitions,
        coalesce(pg_get_expr(indpred, indrelid), ''),
        NOT indnullsnotdistinct, indisprimary,
        CASE WHEN indisexclusion THEN pg_get_constraintdef(con.oid) END
    FROM pg_index AS i
    JOIN pg_class AS index ON index.oid = indexrelid
    LEFT JOIN pg_constraint AS con
        ON conindid = indexrelid AND conrelid = indrelid AND contype IN ('p', 'u', 'x')
    CROSS JOIN LATERAL (
        SELECT array_agg(CASE WHEN plain THEN attname::text END ORDER BY n) AS names,
            array_agg(pg_get_indexdef(indexrelid, n, false) || CASE WHEN plain THEN ''
                ELSE ' COLLATE ' || indcollation[n - 1]::regcollation END ORDER BY n)
                AS definitions
        FROM generate_series(1, indnkeyatts) AS n
        LEFT JOIN pg_attribute AS a ON a.attrelid = indrelid AND a.attnum = indkey[n - 1]
            AND indkey[n - 1] <> 0
        LEFT JOIN pg_collation AS c ON c.oid = indcollation[n - 1]
        CROSS JOIN LATERAL (SELECT coalesce(collisdeterministic, true)) AS d (plain)
    ) AS keys
    WHERE indrelid = ANY (%(tables)s::oid[]) AND (indisunique OR indisexclusion) AND indisready
    ORDER BY indrelid, index.relname
"""

# A key to a partitioned table has descendants that name its partitions.
FOREIGN_KEYS = f"""
    SELECT conrelid, conname, {NAMES.format(numbers="conkey", table="conrelid")}, confrelid,
        CASE WHEN pg_table_is_visible(confrelid) THEN relname::text
            ELSE nspname || '"."' || relname END,
        {NAMES.format(numbers="confkey", table="confrelid")}
    FROM pg_constraint AS con
    JOIN pg_class AS c ON c.oid = confrelid
    JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE conrelid = ANY (%(tables)s::oid[]) AND contype = 'f' AND {{enforced}}
        AND NOT EXISTS (SELECT FROM pg_constraint AS parent
            WHERE parent.oid = con.conparentid AND parent.conrelid = con.conrelid)
    ORDER BY conrelid, conname
"""
