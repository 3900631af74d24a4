"""Candidates in the place of a table's rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeAlias

from psycopg import sql

from migration_safety.core.volume.cell import text_of
from migration_safety.core.volume.constraint import Constraints
from migration_safety.databases.postgresql.load.identifier import identifier

Row: TypeAlias = tuple[bytes, ...]
# The column that numbers the candidates, from 0.
NUMBER = "candidate number"
# These are taken as JSON, not as a text that is fed to the type's input function.
JSON_TYPES = frozenset({"json", "jsonb"})
# A cast cuts a text short and COPY does not: here the types' input functions are called, with
# their lengths, as COPY calls them.
ROWS = "json_to_recordset({document}::json) AS {table} ({columns})"


def as_rows(
    constraints: Constraints, columns: Sequence[str], candidates: Sequence[Row]
) -> sql.Composed:
    """What can stand after FROM: the cells of each candidate in columns of the right types."""
    types = constraints.sql_types
    definitions = [
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(types[name])) for name in columns
    ]
    number = sql.SQL("{} integer").format(sql.Identifier(NUMBER))
    # Expressions that read whole rows name the table, without its schema.
    table = identifier(constraints.table).as_string().rpartition('"."')[2]
    objects = (_object(types, columns, row, place) for place, row in enumerate(candidates))
    return sql.SQL(ROWS).format(
        document=sql.Literal(f"[{', '.join(objects)}]"),
        table=sql.SQL(table if table.startswith('"') else f'"{table}'),
        columns=sql.SQL(", ").join([*definitions, number]),
    )


def _object(types: dict[str, str], columns: Sequence[str], row: Row, number: int) -> str:
    members = [f'"{NUMBER}": {number}']
    for name, cell in zip(columns, row, strict=True):
        text = text_of(cell)
        verbatim = text is not None and types[name] in JSON_TYPES
        members.append(f"{json.dumps(name)}: {text if verbatim else json.dumps(text)}")
    return f"{{{', '.join(members)}}}"
