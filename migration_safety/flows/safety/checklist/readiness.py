"""Whether the database is ready: its sequences, its sessions, its extensions."""

from __future__ import annotations

from collections.abc import Collection

from migration_safety.checks.server import extension_check, sequence_checks, session_check
from migration_safety.core.catalog.relation import Catalog
from migration_safety.core.plan import Plan
from migration_safety.core.report import Check
from migration_safety.databases.postgresql.catalog.bounded import Bounded
from migration_safety.databases.postgresql.catalog.sequences import read_sequences
from migration_safety.databases.postgresql.catalog.sessions import (
    available_extensions,
    read_sessions,
)


def readiness(
    plan: Plan, catalog: Catalog, database: Bounded, schemas: Collection[str], *, rows: bool
) -> tuple[Check, ...]:
    """Keys are read where `rows` may be.  Raises CatalogError."""
    sequences = read_sequences(database, catalog, schemas, rows=rows)
    wanted = {
        action.name: str(migration)
        for migration in plan.migrations
        if not migration.applied
        for _, action in migration.acting("CREATE EXTENSION")
    }
    return (
        *sequence_checks(sequences, rows=rows),
        session_check(read_sessions(database)),
        extension_check(wanted, available_extensions(database)),
    )
