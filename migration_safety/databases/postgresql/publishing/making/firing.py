"""Triggers of a deployment, and whether they fire for rows that replication writes."""

from __future__ import annotations

import psycopg

# S7: as it is made, a trigger fires for what applications write, and for nothing else.
MUTE = """
    SELECT n.nspname || '.' || c.relname || ' ' || tgname
    FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = tgrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_proc AS p ON p.oid = tgfoid JOIN pg_namespace AS f ON f.oid = p.pronamespace
    WHERE f.nspname = 'migration_safety_deploy' AND tgenabled NOT IN ('A', 'R')
    ORDER BY 1
"""


def mute_triggers(connection: psycopg.Connection) -> tuple[str, ...]:
    """Triggers on functions of a deployment's own that rows of the other side do not fire."""
    return tuple(name for (name,) in connection.execute(MUTE))
