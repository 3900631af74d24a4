"""Portraits of schemas, from PostgreSQL's catalog."""

from migration_safety.databases.postgresql.portrait.portrait import portrait

__all__ = ["portrait"]
