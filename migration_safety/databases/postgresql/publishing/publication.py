"""Publications: exactly these tables, with exactly these columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.deploying.patience import limit_locks
from migration_safety.databases.postgresql.publishing.identities import found_by_all, unfit
from migration_safety.databases.postgresql.publishing.names import few, identifier
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.errors import DeadlineError, RefusedError

# Partitions may differ on the two sides: what is sent bears the name of the whole table.
CREATE = "CREATE PUBLICATION {} FOR TABLE {} WITH (publish_via_partition_root = true)"
EXISTS = "SELECT FROM pg_publication WHERE pubname = %s"
# Where a column list was given, it is that; else what the server makes of none.
PUBLISHED = """
    SELECT schemaname || '.' || tablename, attnames::text[]
    FROM pg_publication_tables WHERE pubname = %s
"""
WRITING = """
    SELECT pid, backend_xid::text FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""


def publish(
    connection: psycopg.Connection,
    name: str,
    tables: Mapping[str, Sequence[str]],
    *,
    lock: float = 1.0,
) -> None:
    """Publish these columns of these tables ("schema.name"; () are all columns), and no other.

    A publication of that name is altered: changes that were made before go as they went.
    `lock` is how long it may wait for a table, in seconds.  Raises DeadlineError, and
    RefusedError where the server would refuse UPDATE or DELETE to the application afterwards.
    """
    if not tables:
        raise RefusedError("There is no table to publish.", "Look at what the plan leaves out.")
    if wrong := unfit(connection, tables):
        raise RefusedError(
            f"{few([each.table for each in wrong])} cannot be published: {wrong[0].reason}.",
            f"ALTER TABLE {wrong[0].table} REPLICA IDENTITY FULL or add a primary key on blue,"
            " or leave it out of the plan.",
        )
    whole = found_by_all(connection, tables)
    listed = sql.SQL(", ").join(
        _member(table, () if table in whole else columns) for table, columns in tables.items()
    )
    altered = connection.execute(EXISTS, [name]).fetchone() is not None
    command = sql.SQL("ALTER PUBLICATION {} SET TABLE {}" if altered else CREATE)
    try:
        with connection.transaction():
            limit_locks(connection, lock)
            connection.execute(command.format(sql.Identifier(name), listed))
    except errors.LockNotAvailable:
        raise DeadlineError(
            f"One of {few(list(tables))} is being altered, and was waited for {lock:g} s.",
            "Run the step again when that is done.",
        ) from None


def published(connection: psycopg.Connection, name: str) -> dict[str, tuple[str, ...]]:
    """The columns of each table of a publication; empty where there is none."""
    rows = connection.execute(PUBLISHED, [name])
    return {table: tuple(columns) for table, columns in rows}


def await_writers(connection: psycopg.Connection, *, within: float) -> None:
    """Wait for the end of all transactions that have written by now: what one wrote before its
    table was published in another way is sent in the old way, whenever it ends.

    Raises DeadlineError.
    """
    begun = set(connection.execute(WRITING).fetchall())
    if wait_until(lambda: not begun & set(connection.execute(WRITING).fetchall()), within=within):
        return
    left = begun & set(connection.execute(WRITING).fetchall())
    raise DeadlineError(
        f"Transactions write for longer than {within:g} s: pid {few([str(p) for p, _ in left])}.",
        "End them, or wait for them; see pg_stat_activity. Then run the step again.",
    )


def unpublish(connection: psycopg.Connection, name: str) -> None:
    """Drop a publication, where there is one."""
    drop = sql.SQL("DROP PUBLICATION IF EXISTS {}").format(sql.Identifier(name))
    connection.execute(drop)


def _member(table: str, columns: Sequence[str]) -> sql.Composed:
    # Tables that inherit from it have columns of their own; for partitions it makes no difference.
    if not columns:
        return sql.SQL("ONLY {}").format(identifier(table))
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("ONLY {} ({})").format(identifier(table), listed)
