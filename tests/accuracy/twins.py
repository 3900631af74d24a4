"""Whether the rows of a database satisfy its constraints: the server looks at all of them again."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from psycopg import errors, sql

CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE contype IN ('c', 'f', 'x') AND conrelid <> 0 AND conparentid = 0
        AND connamespace::regnamespace::text <> ALL (%s)
    ORDER BY 1, 2
"""
TABLES = """
    SELECT schemaname, tablename FROM pg_tables WHERE schemaname <> ALL (%s) ORDER BY 1, 2
"""
INVALID = """
    SELECT conrelid::regclass || ': ' || conname FROM pg_constraint WHERE NOT convalidated
    UNION ALL
    SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisvalid AND indisready)
"""
NOBODYS = ["pg_catalog", "information_schema", "migration_safety"]


def broken(connection: psycopg.Connection) -> Iterator[str]:
    """Every constraint that does not hold.

    A twin of each is added, for which the server reads every row, and taken back; indexes
    are built anew.  `connection` is in autocommit.
    """
    for (name,) in connection.execute(INVALID).fetchall():
        yield f"{name} is not valid"
    for table, name, definition in connection.execute(CONSTRAINTS, [NOBODYS]).fetchall():
        twin = sql.SQL("ALTER TABLE {} ADD CONSTRAINT twin {}").format(
            sql.SQL(table), sql.SQL(definition.removesuffix(" NOT VALID"))
        )
        try:
            with connection.transaction(force_rollback=True):
                connection.execute(twin)
        except errors.IntegrityError as error:
            yield f"{table}: {name}: {error.diag.message_detail or error}"
    for schema, table in connection.execute(TABLES, [NOBODYS]).fetchall():
        try:
            connection.execute(sql.SQL("REINDEX TABLE {}").format(sql.Identifier(schema, table)))
        except errors.UniqueViolation as error:
            yield f"{table}: {error.diag.message_detail or error}"
