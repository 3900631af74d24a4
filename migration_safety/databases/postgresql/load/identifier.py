"""A table's name as Django writes it, quoted for SQL."""

from __future__ import annotations

import re

from psycopg import sql

PART = r'"((?:[^"]|"")+)"'
QUALIFIED = re.compile(rf"{PART}(?:\.{PART})?")


def identifier(table: str) -> sql.Identifier:
    """Quoted as Django's quote_name does: a db_table that is quoted already is left alone.

    So `"schema"."table"` and `schema"."table`, by which projects reach into other schemas, are
    two names; any other is one, dots included.
    """
    quoted = table if table.startswith('"') and table.endswith('"') else f'"{table}"'
    found = QUALIFIED.fullmatch(quoted)
    if found is None:
        return sql.Identifier(table)
    return sql.Identifier(*(part.replace('""', '"') for part in found.groups() if part))
