"""What is asked of the catalog: estimates and sizes, never a table itself."""

# Nothing is written, nobody is kept waiting, and values come in one form for all sessions.
SETTINGS = """
    SELECT set_config('statement_timeout', %(milliseconds)s, true),
           set_config('lock_timeout', '5s', true),
           set_config('datestyle', 'ISO, YMD', true),
           set_config('timezone', 'UTC', true)
"""

SERVER = "SELECT 'PostgreSQL ' || current_setting('server_version_num')::int / 10000"

# A name may have a schema before it, or a dot of its own.
WANTED = """
    wanted AS (
        SELECT name, coalesce(to_regclass(whole), to_regclass(parts))::oid AS oid
        FROM unnest(%(names)s::text[], %(whole)s::text[], %(parts)s::text[])
            AS given (name, whole, parts)
    )
"""

# Partitions and children count as rows of their parent, as a query would count them.  The
# estimate is the planner's: rows to a page as of the last ANALYZE, times the pages of today.
TABLES = f"""
    WITH RECURSIVE {WANTED}, members AS (
        SELECT name, oid FROM wanted
        UNION
        SELECT name, inhrelid FROM members JOIN pg_inherits ON inhparent = members.oid
    ), sized AS (
        SELECT name, members.oid, relkind, relpages, reltuples::float8 AS reltuples,
               coalesce(pg_relation_size(members.oid), 0) AS size
        FROM members JOIN pg_class USING (oid)
        WHERE relkind IN ('r', 'p', 'm', 'f')
    )
    SELECT name,
           sum(CASE WHEN relkind = 'p' OR (size = 0 AND relkind <> 'f') THEN 0
                    WHEN relpages > 0 AND size > 0 THEN reltuples / relpages
                        * (size / current_setting('block_size')::int)
                    ELSE reltuples END),
           sum(coalesce(pg_table_size(oid), 0))::int8,
           sum(coalesce(pg_indexes_size(oid), 0))::int8,
           bool_or(relkind <> 'p' AND (reltuples < 0 OR relpages = 0) AND size > 0
               OR relkind = 'f' AND reltuples < 0)
    FROM sized GROUP BY name
"""

# pg_stats hides what the role may not read.  Values leave the server only where one is asked
# for: `values` and `bounds` say for each column whether it is.
COLUMNS = f"""
    WITH {WANTED}, asked AS (
        SELECT * FROM unnest(
            %(tables)s::text[], %(columns)s::text[], %(values)s::bool[], %(bounds)s::bool[]
        ) AS given (name, attname, show_values, show_bounds)
    )
    SELECT asked.name, asked.attname,
           has_column_privilege(c.oid, a.attnum, 'SELECT'),
           row_security_active(c.oid),
           s.tablename IS NOT NULL,
           s.null_frac, s.n_distinct, s.avg_width, s.correlation, s.most_common_freqs,
           CASE WHEN show_values THEN s.most_common_vals::text::text[] END,
           CASE WHEN show_bounds THEN s.histogram_bounds::text::text[] END
    FROM asked JOIN wanted USING (name)
    JOIN pg_class AS c ON c.oid = wanted.oid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = asked.attname
        AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname
        AND s.attname = a.attname
        AND s.inherited = EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid)
"""
