"""Tables with what replication finds their rows by, sequences, and what it leaves behind."""

from __future__ import annotations

from migration_safety.core.deployment.preflight.tables import Sequence, Table
from migration_safety.databases.postgresql.preflight.asking import Asking

# Under "default" rows are found by the primary key, under "index" by that index, under "full"
# by all columns; a deferrable key serves nobody.
TABLES = """
    SELECT n.nspname || '.' || c.relname, c.relkind::text, c.relpersistence::text,
        CASE WHEN c.relispartition THEN (
            SELECT rn.nspname || '.' || rc.relname FROM pg_class AS rc
            JOIN pg_namespace AS rn ON rn.oid = rc.relnamespace
            WHERE rc.oid = pg_partition_root(c.oid)) ELSE '' END,
        c.relreplident::text,
        ARRAY(SELECT attname::text FROM pg_index AS i
            JOIN pg_attribute AS a ON attrelid = c.oid AND attnum = ANY (indkey)
            WHERE indrelid = c.oid AND indisvalid AND indimmediate
              AND CASE c.relreplident WHEN 'd' THEN indisprimary WHEN 'i' THEN indisreplident
                  ELSE false END
            ORDER BY attnum),
        ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0
            AND NOT attisdropped AND attgenerated = '' ORDER BY attnum),
        ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0
            AND NOT attisdropped AND attgenerated <> '' ORDER BY attnum),
        ARRAY(SELECT tgname::text || CASE tgenabled WHEN 'A' THEN ' (ENABLE ALWAYS)'
                WHEN 'R' THEN ' (ENABLE REPLICA)' WHEN 'D' THEN ' (disabled)' ELSE '' END
            FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal ORDER BY 1),
        c.relrowsecurity, pg_has_role(c.relowner, 'USAGE')
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'm') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_'
      AND n.nspname NOT IN ('information_schema', 'migration_safety_deploy')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
          AND objid = c.oid AND deptype = 'e')
    ORDER BY 1
"""
# A sequence of bigint on an integer column ends where the column ends.
SEQUENCES = """
    WITH ends AS (
        SELECT n.nspname || '.' || c.relname AS name, s.seqincrement AS step,
            coalesce(pg_sequence_last_value(c.oid::regclass), s.seqstart)::numeric AS now,
            CASE WHEN s.seqincrement > 0 THEN least(s.seqmax,
                CASE a.atttypid WHEN 'int2'::regtype THEN 32767
                    WHEN 'int4'::regtype THEN 2147483647 ELSE s.seqmax END)
            ELSE s.seqmin END::numeric AS last, s.seqstart::numeric AS first
        FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
            AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE c.relpersistence <> 't' AND NOT s.seqcycle AND n.nspname <> 'migration_safety_deploy'
    )
    SELECT name, floor(greatest((last - now) / step, 0))::bigint,
        CASE WHEN last = first THEN 1.0 ELSE (now - first) / (last - first) END::float8
    FROM ends ORDER BY name
"""
LARGE_OBJECTS = "SELECT count(*) FROM pg_largeobject_metadata"


def read_tables(asking: Asking) -> tuple[Table, ...]:
    """Ordinary, partitioned, foreign tables and materialized views, but those of extensions."""

    def made(*row: object) -> Table:
        return Table(*(tuple(each) if isinstance(each, list) else each for each in row))  # type: ignore[arg-type]

    return asking.all("tables", TABLES, made)


def read_sequences(asking: Asking) -> tuple[Sequence, ...]:
    """All that end."""
    return asking.all("sequences", SEQUENCES, Sequence)


def large_objects(asking: Asking) -> int:
    """How many the database holds."""
    return sum(count for (count,) in asking.rows("large objects", LARGE_OBJECTS))
