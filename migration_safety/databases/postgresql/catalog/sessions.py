"""Who is at work in the database right now, and which extensions its server has."""

from __future__ import annotations

from migration_safety.core.catalog.server import Session
from migration_safety.databases.postgresql.catalog.bounded import Bounded
from migration_safety.databases.postgresql.catalog.read import answered

# Of other roles' sessions only members of pg_read_all_stats are told the state.
SESSIONS = """
    SELECT format('pid %s of %s', pid, coalesce(usename, '?')),
        extract(epoch FROM clock_timestamp() - xact_start)::float8, state IS NOT NULL
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid()
    UNION ALL
    SELECT format('prepared transaction %L of %s', gid, owner),
        extract(epoch FROM clock_timestamp() - prepared)::float8, true
    FROM pg_prepared_xacts WHERE database = current_database()
    ORDER BY 1
"""
EXTENSIONS = "SELECT name FROM pg_available_extensions"


def read_sessions(database: Bounded) -> tuple[Session, ...]:
    """All but this one, prepared transactions included.  Raises CatalogError."""
    return tuple(Session(*row) for row in answered(database, SESSIONS))


def available_extensions(database: Bounded) -> frozenset[str]:
    """What CREATE EXTENSION would find on the server.  Raises CatalogError."""
    return frozenset(name for (name,) in answered(database, EXTENSIONS))
