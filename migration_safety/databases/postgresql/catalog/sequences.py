"""The sequences behind the keys of tables, and how far they have come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from psycopg import sql

from migration_safety.core.catalog.relation import Catalog
from migration_safety.core.catalog.server import Sequence
from migration_safety.databases.postgresql.catalog.bounded import Bounded
from migration_safety.databases.postgresql.catalog.questions import SCOPE
from migration_safety.databases.postgresql.catalog.read import answered

# The largest key is read from the end of an index; where there is none, better to give up.
SECONDS = 5.0
# Serial and identity columns own their sequence.  One that counts down is left out.
SEQUENCES = f"""
    WITH {SCOPE}
    SELECT s.relname, r.name, attname, coalesce(v.last_value + q.seqincrement, q.seqstart),
        least(q.seqmax, CASE atttypid WHEN 'int2'::regtype THEN 32767
            WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END),
        has_sequence_privilege(q.seqrelid, 'SELECT'), n.nspname, q.seqincrement
    FROM relations AS r
    JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = r.oid
        AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid
    JOIN pg_sequence AS q ON q.seqrelid = d.objid AND q.seqincrement > 0
    JOIN pg_class AS s ON s.oid = q.seqrelid
    JOIN pg_namespace AS n ON n.oid = s.relnamespace
    LEFT JOIN pg_sequences AS v ON v.schemaname = n.nspname AND v.sequencename = s.relname
    WHERE NOT attisdropped AND atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
    ORDER BY r.name, attname
"""
# What pg_sequences shows of a sequence that was set, and not called since, is nothing.
STATE = sql.SQL(
    "SELECT (SELECT max({column}) FROM {table}),"
    " last_value + CASE WHEN is_called THEN {step} ELSE 0 END FROM {sequence}"
)


def read_sequences(
    database: Bounded, catalog: Catalog, schemas: Collection[str], *, rows: bool
) -> tuple[Sequence, ...]:
    """With `rows`, the largest key of each table too.  Raises CatalogError."""
    found = answered(database, SEQUENCES, {"schemas": list(schemas)})
    return tuple(_sequence(database, catalog, row, rows=rows) for row in found)


def _sequence(database: Bounded, catalog: Catalog, row: tuple[Any, ...], *, rows: bool) -> Sequence:
    *told, readable, schema, step = row
    sequence = Sequence(*told)
    if not readable:
        lacks = f"the role of this connection needs GRANT SELECT ON SEQUENCE {sequence.name}"
        return replace(sequence, unanswered=lacks)
    if not rows:
        return sequence
    question = STATE.format(
        column=sql.Identifier(sequence.column),
        table=sql.Identifier(*catalog.tables[sequence.table].path),
        step=sql.Literal(step),
        sequence=sql.Identifier(schema, sequence.name),
    )
    answer = database.ask(question, seconds=SECONDS)
    if answer.unanswered:
        return replace(sequence, unanswered=answer.unanswered)
    ((largest, upcoming),) = answer.rows
    return replace(sequence, largest=largest, upcoming=upcoming)
