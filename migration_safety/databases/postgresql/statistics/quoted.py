"""Names of tables as a query takes them."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql


def quoted(names: Sequence[str]) -> dict[str, Sequence[str]]:
    """Names of tables, quoted as one identifier and as a schema's and a table's."""
    return {
        "names": names,
        "whole": [sql.Identifier(name).as_string() for name in names],
        "parts": [sql.Identifier(*name.split(".", 1)).as_string() for name in names],
    }
