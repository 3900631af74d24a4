"""Whether the next value of each sequence lies beyond the keys of its column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row, tuple_row

from migration_safety.databases.postgresql.portrait.fragments import OURS, outside_extensions

# The sequences that give a column its values: it owns them, or its default reads them.
KEYS = f"""
    SELECT DISTINCT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name,
        s.seqincrement AS increment, s.seqmin AS least, s.seqmax AS most,
        m.nspname AS table_schema, r.relname AS table_name, a.attname AS "column",
        has_table_privilege(r.oid, 'SELECT') AND has_sequence_privilege(c.oid, 'SELECT')
            AS readable
    FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace AND {OURS}
        AND {outside_extensions("pg_class", "c.oid")}
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


@dataclass(frozen=True, slots=True)
class Position:
    """Whether the next value of a sequence is taken already, and both in words.

    `unread` says why that is not known.
    """

    taken: bool = False
    words: str = ""
    unread: str = ""


def positions(connection: psycopg.Connection[Any]) -> Mapping[int, Position]:
    """By oid of a sequence.  One that gives several columns their values is told by the worst."""
    with connection.cursor(row_factory=dict_row) as cursor:
        keys = cursor.execute(KEYS.encode()).fetchall()
    found = {key["oid"]: _unread(key) for key in keys if not key["readable"]}
    steps = {key["oid"]: key["increment"] for key in keys}
    for oid, upcoming, extreme in _states(connection, [key for key in keys if key["readable"]]):
        taken = extreme is not None and (upcoming - extreme) * steps[oid] <= 0
        if taken or oid not in found:
            last = "no row" if extreme is None else f"the last key is {extreme}"
            found[oid] = Position(taken, f"{upcoming}, {last}")
    return found


def _unread(key: Mapping[str, Any]) -> Position:
    return Position(
        unread=f"sequence {key['name']}: how far it has come cannot be read; grant SELECT on it"
        f" and on {key['table_name']}"
    )


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
