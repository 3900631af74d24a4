"""What tables demand of their rows, as PostgreSQL knows it."""

from __future__ import annotations

from migration_safety.databases.postgresql.load.constraints.reader import read_constraints

__all__ = ["read_constraints"]
