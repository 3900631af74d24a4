"""Sequences, and the columns that they belong to."""

from __future__ import annotations

from migration_safety.databases.postgresql.portrait.fragments import (
    OURS,
    definition,
    outside_extensions,
    place,
    privileges,
    question,
    when,
)

SEQUENCES = question(
    "'sequence'",
    table=f"coalesce({place('m.nspname', 'r.relname')}, '')",
    name=place("n.nspname", "c.relname"),
    definition=definition(
        type="format_type(s.seqtypid, NULL)",
        start="s.seqstart::text",
        increment="s.seqincrement::text",
        minimum="s.seqmin::text",
        maximum="s.seqmax::text",
        cache="s.seqcache::text",
        cycle=when("s.seqcycle"),
        persistence=when("c.relpersistence = 'u'", "'unlogged'"),
        belongs_to="a.attname",
        spelled="quote_literal(quote_ident(n.nspname) || '.' || quote_ident(c.relname))",
        owner="pg_get_userbyid(c.relowner)",
        privileges=privileges("c.relacl", "s", "c.relowner"),
    ),
    columns="CASE WHEN a.attnum IS NOT NULL THEN ARRAY[a.attnum] END",
    relation="coalesce(r.oid, 0)",
    catalog="pg_class",
    oid="c.oid",
    source=f"""
    FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace AND {OURS}
        AND {outside_extensions("pg_class", "c.oid")}
    LEFT JOIN (pg_depend AS d
        JOIN pg_class AS r ON r.oid = d.refobjid
        JOIN pg_namespace AS m ON m.oid = r.relnamespace
        JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid)
    ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
        AND d.refclassid = 'pg_class'::regclass
    """,
)
