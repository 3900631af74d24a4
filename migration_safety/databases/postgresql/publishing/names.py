"""Names of tables as they go through a deployment, and as SQL has them."""

from __future__ import annotations

from psycopg import sql


def identifier(table: str) -> sql.Identifier:
    """Of "schema.name"; the name may hold dots."""
    schema, _, name = table.partition(".")
    return sql.Identifier(schema, name)


def few(names: list[str]) -> str:
    """The first three of them, and how many more there are, for a sentence."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"
