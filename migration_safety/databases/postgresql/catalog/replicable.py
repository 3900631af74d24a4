"""What a publication cannot hold, and in which schemas there are tables at all."""

from __future__ import annotations

from migration_safety.databases.postgresql.catalog.bounded import Bounded
from migration_safety.databases.postgresql.catalog.read import answered

SCHEMAS = """
    SELECT nspname FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'migration_safety_deploy')
    ORDER BY nspname
"""
UNLOGGED = """
    SELECT nspname, relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND relpersistence = 'u' ORDER BY nspname, relname
"""


def schemas(database: Bounded) -> tuple[str, ...]:
    """All but the server's own and that of a deployment.  Raises CatalogError."""
    return tuple(name for (name,) in answered(database, SCHEMAS))


def unlogged(database: Bounded) -> frozenset[tuple[str, str]]:
    """Schema and name of the tables that no publication may name.  Raises CatalogError."""
    return frozenset((schema, name) for schema, name in answered(database, UNLOGGED))
