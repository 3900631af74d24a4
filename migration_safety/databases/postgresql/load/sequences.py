"""What a loaded table still needs: sequences beyond its keys, statistics for the planner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.identifier import identifier

# Sequences that belong to a column (serial, identity), or that its default reads.
SEQUENCES = """
    SELECT DISTINCT a.attname AS "column", q.seqrelid AS oid, n.nspname AS schema,
        s.relname AS name, q.seqincrement AS increment, q.seqmin AS least, q.seqmax AS most
    FROM pg_attribute AS a
    LEFT JOIN pg_attrdef AS f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
    JOIN pg_depend AS d ON
        (d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
            AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i'))
        OR (d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
            AND d.refclassid = 'pg_class'::regclass)
    JOIN pg_sequence AS q ON q.seqrelid IN (d.objid, d.refobjid)
    JOIN pg_class AS s ON s.oid = q.seqrelid
    JOIN pg_namespace AS n ON n.oid = s.relnamespace
    WHERE a.attrelid = %s::regclass AND NOT a.attisdropped
"""
# The extreme key within the sequence's own range, as far as it counts up or down.
EXTREME = sql.SQL("SELECT {}({column})::bigint FROM {table} WHERE {column} BETWEEN {} AND {}")
STATE = sql.SQL("SELECT last_value, is_called FROM {}")


@dataclass(frozen=True, slots=True)
class KeySequence:
    """A sequence that gives a column its values, within limits."""

    column: str
    oid: int
    schema: str
    name: str
    increment: int
    least: int
    most: int


def advance_sequences(connection: psycopg.Connection, tables: Iterable[str]) -> None:
    """Let every sequence of these tables go on behind their keys; none ever goes back."""
    for table in tables:
        name = identifier(table)
        with (
            failures(connection, f"setting the sequences of {table}"),
            connection.cursor(row_factory=class_row(KeySequence)) as cursor,
        ):
            for sequence in cursor.execute(SEQUENCES, [name.as_string()]).fetchall():
                _advance(connection, name, sequence)


def analyze(connection: psycopg.Connection, tables: Iterable[str]) -> None:
    """Gather the planner's statistics."""
    for table in tables:
        with failures(connection, f"analyzing {table}"):
            connection.execute(sql.SQL("ANALYZE {}").format(identifier(table)))


def _advance(connection: psycopg.Connection, table: sql.Identifier, sequence: KeySequence) -> None:
    query = EXTREME.format(
        sql.SQL("max" if sequence.increment > 0 else "min"),
        sql.Literal(sequence.least),
        sql.Literal(sequence.most),
        column=sql.Identifier(sequence.column),
        table=table,
    )
    (extreme,) = connection.execute(query).fetchone() or (None,)
    state = STATE.format(sql.Identifier(sequence.schema, sequence.name))
    (last, called) = connection.execute(state).fetchone() or (0, False)
    upcoming = last + sequence.increment if called else last
    steps = -1 if extreme is None else (extreme - upcoming) // sequence.increment
    if steps >= 0:
        # As if nextval had given the last key: a sequence at its end says so when it is asked.
        reached = upcoming + steps * sequence.increment
        connection.execute("SELECT setval(%s::oid::regclass, %s, true)", [sequence.oid, reached])
