"""A full clone of a database in a sandbox, the cheapest way the server allows."""

from migration_safety.databases.postgresql.cloning.clone import Clone, clone

__all__ = ["Clone", "clone"]
