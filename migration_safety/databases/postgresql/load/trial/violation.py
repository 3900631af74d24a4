"""Why PostgreSQL refused a row of COPY, without a value of it."""

from __future__ import annotations

import re

import psycopg

from migration_safety.core.volume.trial import Violation

# Indexes of the copy have names of their own: the original is the one that is made alike.
ORIGINAL = """
    WITH made AS (
        SELECT indrelid, relname::text AS name, ARRAY[indisunique::text, indisexclusion::text,
            coalesce(pg_get_expr(indpred, indrelid), '')] || ARRAY(
                SELECT pg_get_indexdef(indexrelid, n, false)
                FROM generate_series(1, indnatts) AS n) AS shape
        FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid
        WHERE indrelid IN (%(real)s, %(copy)s)
    )
    SELECT real.name FROM made AS real JOIN made AS copy USING (shape)
    WHERE real.indrelid = %(real)s AND copy.indrelid = %(copy)s AND copy.name = %(name)s
"""
# "COPY person, line 3, column email: "ann@..."", in whatever language the server speaks.
PLACE = re.compile(r"\D*(\d+)(?:\D\s*\w+ (.+?)\s*:)?")


def violation_of(error: psycopg.Error, table: str, columns: tuple[str, ...]) -> Violation:
    """What the server says of rows copied into `columns` of the table."""
    said = error.diag
    line, column = _place(said.context or "", table)
    column = said.column_name or (column if column in columns else "")
    kind = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
    return Violation(kind, said.constraint_name or "", (column,) if column else (), line)


def _place(context: str, table: str) -> tuple[int | None, str]:
    """Line and column, in whatever language they are told."""
    for told in context.splitlines():
        before, _, place = told.partition(table)
        found = PLACE.match(place)
        if before.startswith("COPY ") and found:
            return int(found[1]), found[2] or ""
    return None, ""
