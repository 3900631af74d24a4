"""Whether a table holds already what rows that are tried would have, where no two may have it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

from migration_safety.core.volume.constraint import Unique
from migration_safety.core.volume.trial import Violation

SHARED = """
    SELECT EXISTS (SELECT
        FROM (SELECT {keys} FROM {made} WHERE {condition}) AS made ({names})
        JOIN (SELECT {keys} FROM {held} WHERE {condition}) AS held ({names}) ON {same})
"""


def taken_already(
    session: psycopg.Connection[Any], table: str, schema: str, uniques: Iterable[Unique]
) -> Violation | None:
    """The first of the constraints by which a row of the temporary table is one too many."""
    made, held = sql.Identifier("pg_temp", table), sql.Identifier(schema, table)
    for number, unique in enumerate(uniques):
        if not number:
            # For the server to look up each row in the index of the real table.
            session.execute(sql.SQL("ANALYZE {}").format(made))
        found = session.execute(_query(unique, made, held)).fetchone()
        if found == (True,):
            return Violation("unique violation", unique.name, unique.columns)
    return None


def _query(unique: Unique, made: sql.Identifier, held: sql.Identifier) -> sql.Composed:
    columns = [sql.Identifier(name) for name in unique.columns]
    keys = [sql.SQL(key) for key in unique.keys] or columns
    names = [sql.Identifier(f"key {number}") for number, _ in enumerate(keys)]
    operator = "=" if unique.nulls_distinct else "IS NOT DISTINCT FROM"
    return sql.SQL(SHARED).format(
        keys=sql.SQL(", ").join(keys),
        names=sql.SQL(", ").join(names),
        made=made,
        held=held,
        condition=sql.SQL(unique.condition or "true"),
        same=sql.SQL(" AND ").join(
            sql.SQL("made.{0} {1} held.{0}").format(name, sql.SQL(operator)) for name in names
        ),
    )
