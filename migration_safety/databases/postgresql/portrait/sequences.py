"""Sequences, and whether the next value of each lies beyond the keys of its column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row, tuple_row

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

# The sequences that give a column its values: it owns them, or its default reads them.
KEYS = f"""
    SELECT DISTINCT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name,
        s.seqincrement AS increment, s.seqmin AS least, s.seqmax AS most,
        m.nspname AS table_schema, r.relname AS table_name, a.attname AS "column"
    FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace AND {OURS}
    JOIN (
        SELECT objid AS sequence, refobjid AS relation, refobjsubid AS number FROM pg_depend
        WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
            AND deptype IN ('a', 'i') AND refobjsubid > 0
        UNION SELECT d.refobjid, f.adrelid, f.adnum FROM pg_depend AS d
        JOIN pg_attrdef AS f ON f.oid = d.objid
        WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
    ) AS u ON u.sequence = c.oid
    JOIN pg_class AS r ON r.oid = u.relation AND r.relkind IN ('r', 'p')
    JOIN pg_namespace AS m ON m.oid = r.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = u.number
        AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
"""
# The extreme key within the sequence's own range, as far as it counts up or down.
STATE = sql.SQL("""
    SELECT {oid}, last_value + CASE WHEN is_called THEN {increment} ELSE 0 END,
        (SELECT {extreme}({column})::bigint FROM {table} WHERE {column} BETWEEN {least} AND {most})
    FROM {sequence}
""")


def positions(connection: psycopg.Connection[Any]) -> Mapping[int, tuple[bool, str]]:
    """By oid of a sequence: whether its next value is taken already, and both in words.

    One that gives several columns their values is behind where it is behind one of them.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        keys = cursor.execute(KEYS.encode()).fetchall()
    found: dict[int, tuple[bool, str]] = {}
    steps = {key["oid"]: key["increment"] for key in keys}
    for oid, upcoming, extreme in _states(connection, keys):
        behind = extreme is not None and (upcoming - extreme) * steps[oid] <= 0
        if behind or oid not in found:
            words = f"{upcoming}, " + (
                "no row" if extreme is None else f"the last key is {extreme}"
            )
            found[oid] = (behind, words)
    return found


def _states(
    connection: psycopg.Connection[Any], keys: Iterable[Mapping[str, Any]]
) -> list[tuple[int, int, int | None]]:
    questions = [_question(key) for key in keys]
    if not questions:
        return []
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(sql.SQL(" UNION ALL ").join(questions)).fetchall()


def _question(key: Mapping[str, Any]) -> sql.Composed:
    return STATE.format(
        oid=sql.Literal(key["oid"]),
        increment=sql.Literal(key["increment"]),
        extreme=sql.SQL("max" if key["increment"] > 0 else "min"),
        column=sql.Identifier(key["column"]),
        table=sql.Identifier(key["table_schema"], key["table_name"]),
        least=sql.Literal(key["least"]),
        most=sql.Literal(key["most"]),
        sequence=sql.Identifier(key["schema"], key["name"]),
    )
