"""The third witness of a fence: nobody has written since the marker."""

from __future__ import annotations

import psycopg

# The first number that no finished transaction has, of all databases; 64 bits wide.
NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
WRITING = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL
    ORDER BY pid
"""


def last_written(connection: psycopg.Connection) -> int:
    """A number that grows whenever a writing transaction of the server ends.

    Those of other databases and autovacuum's count too: standing still proves that nobody has
    committed a write, moving does not prove that somebody has, here.
    """
    (number,) = connection.execute(NEXT).fetchone() or (0,)
    return int(number)


def writing(connection: psycopg.Connection) -> tuple[int, ...]:
    """Backends of clients of this database that are in a transaction that has written."""
    return tuple(pid for (pid,) in connection.execute(WRITING).fetchall())
