"""What a deployment makes on a server, and must not leave there."""

from __future__ import annotations

import psycopg

MADE = """
    SELECT 'replication slot ' || slot_name FROM pg_replication_slots
    WHERE database = current_database()
    UNION ALL
    SELECT 'publication ' || pubname FROM pg_publication
    UNION ALL
    SELECT 'subscription ' || subname FROM pg_subscription AS s
    JOIN pg_database AS d ON d.oid = s.subdbid WHERE d.datname = current_database()
    UNION ALL
    SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname LIKE 'migration_safety%'
    UNION ALL
    SELECT 'event trigger ' || evtname FROM pg_event_trigger
    UNION ALL
    SELECT 'role without login ' || rolname FROM pg_roles
    WHERE rolname LIKE 'rehearsed%' AND NOT rolcanlogin
"""


def leftovers(connection: psycopg.Connection) -> tuple[str, ...]:
    """Each by its kind and name."""
    return tuple(name for (name,) in connection.execute(MADE.encode()).fetchall())
