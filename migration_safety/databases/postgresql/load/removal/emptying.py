"""Tables emptied at once, where every row of them may go."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.identifier import identifier


def truncate(connection: psycopg.Connection, tables: Sequence[str]) -> bool:
    """Remove every row of all the tables; False, with nothing changed, where others refer to
    them by a foreign key or the role may not."""
    names = sql.SQL(", ").join(map(identifier, tables))
    with failures(connection, f"emptying {', '.join(tables)}"):
        try:
            connection.execute(sql.SQL("TRUNCATE {}").format(names))
        except (errors.FeatureNotSupported, errors.InsufficientPrivilege):
            return False
    return True
