"""Functions, procedures, aggregates and types."""

from __future__ import annotations

from migration_safety.databases.postgresql.portrait.fragments import (
    OURS,
    definition,
    on_its_own,
    outside_extensions,
    place,
    privileges,
    question,
    when,
)
from migration_safety.databases.postgresql.portrait.relations import COLLATION

ROUTINES = question(
    "CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END",
    name=place("n.nspname", "p.proname")
    + " || '(' || pg_get_function_identity_arguments(p.oid) || ')'",
    definition=definition(
        definition=when("p.prokind <> 'a'", "pg_get_functiondef(p.oid)"),
        result=when("p.prokind = 'a'", "pg_get_function_result(p.oid)"),
        transition=when("a.aggtransfn <> 0", "a.aggtransfn::text"),
        state="format_type(a.aggtranstype, NULL)",
        final=when("a.aggfinalfn <> 0", "a.aggfinalfn::text"),
        combine=when("a.aggcombinefn <> 0", "a.aggcombinefn::text"),
        initial="a.agginitval",
        sort_operator=when("a.aggsortop <> 0", "a.aggsortop::regoperator::text"),
        kind=when("a.aggkind <> 'n'", "a.aggkind::text"),
        owner="pg_get_userbyid(p.proowner)",
        privileges=privileges("p.proacl", "f", "p.proowner"),
    ),
    catalog="pg_proc",
    oid="p.oid",
    source=f"""
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace AND {OURS}
    LEFT JOIN pg_aggregate AS a ON a.aggfnoid = p.oid
    WHERE {on_its_own("pg_proc", "p.oid")}
    """,
)

LABELS = """
    (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
     FROM pg_enum WHERE enumtypid = t.oid)
"""
ATTRIBUTE_COLLATION = COLLATION.format("nullif(a.attcollation, b.typcollation)")
ATTRIBUTES = f"""
    (SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
        || coalesce(' COLLATE ' || {ATTRIBUTE_COLLATION}, ''),
        ', ' ORDER BY a.attnum)
     FROM pg_attribute AS a JOIN pg_type AS b ON b.oid = a.atttypid
     WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
"""
# Rows of tables, arrays and multiranges have types that come and go with them.
TYPES = question(
    """CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite type'
        WHEN 'r' THEN 'range type' ELSE 'base type' END""",
    name=place("n.nspname", "t.typname"),
    definition=definition(
        labels=LABELS,
        attributes=when("t.typtype = 'c'", ATTRIBUTES),
        type=when("t.typtype = 'd'", "format_type(t.typbasetype, t.typtypmod)"),
        not_null=when("t.typnotnull"),
        default="t.typdefault",
        collation=when(
            "t.typtype = 'd' AND t.typcollation <> (SELECT b.typcollation FROM pg_type AS b"
            " WHERE b.oid = t.typbasetype)",
            COLLATION.format("t.typcollation"),
        ),
        subtype="format_type(r.rngsubtype, NULL)",
        subtype_operators="(SELECT opcname FROM pg_opclass WHERE oid = r.rngsubopc)",
        canonical=when("r.rngcanonical <> 0", "r.rngcanonical::text"),
        subtype_difference=when("r.rngsubdiff <> 0", "r.rngsubdiff::text"),
        input=when("t.typtype = 'b'", "t.typinput::text"),
        output=when("t.typtype = 'b'", "t.typoutput::text"),
        owner="pg_get_userbyid(t.typowner)",
        privileges=privileges("t.typacl", "T", "t.typowner"),
    ),
    catalog="pg_type",
    oid="t.oid",
    source=f"""
    FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace AND {OURS}
    LEFT JOIN pg_range AS r ON r.rngtypid = t.oid
    WHERE t.typtype IN ('e', 'd', 'c', 'r', 'b') AND {outside_extensions("pg_type", "t.oid")}
        AND (t.typrelid = 0 OR EXISTS (SELECT FROM pg_class AS c
            WHERE c.oid = t.typrelid AND c.relkind = 'c'))
        AND NOT EXISTS (SELECT FROM pg_type AS e WHERE e.typarray = t.oid)
    """,
)
DOMAIN_CONSTRAINTS = question(
    "'domain constraint'",
    name=place("n.nspname", "t.typname") + " || '.' || k.conname",
    definition=definition(
        domain=place("n.nspname", "t.typname"),
        definition="regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '')",
        validated=when("NOT k.convalidated", "'no'"),
    ),
    catalog="pg_constraint",
    oid="k.oid",
    source=f"""
    FROM pg_constraint AS k JOIN pg_type AS t ON t.oid = k.contypid AND k.contype = 'c'
    JOIN pg_namespace AS n ON n.oid = t.typnamespace AND {OURS}
    WHERE {outside_extensions("pg_type", "t.oid")}
    """,
)
