"""Making a part again, in the transaction of the caller."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg

from migration_safety.databases.postgresql.load.parts.part import Part


def remake(connection: psycopg.Connection, part: Part, statements: Iterable[str]) -> None:
    """Run statements of a part with its tablespace as the default one."""
    place = "SELECT set_config('default_tablespace', %s, true)"
    connection.execute(place, [part.tablespace])
    for statement in statements:
        connection.execute(statement.encode())
