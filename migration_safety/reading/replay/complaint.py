"""What a migration says when it fails, told apart from the death of the server under it."""

from __future__ import annotations

from typing import Any

from django.db import Error
from django.db.migrations import Migration

from migration_safety.errors import SandboxError


def complaint(error: BaseException, migration: Migration, connection: Any, session: Any) -> str:
    """One line.  Raises SandboxError where the session that ran it has lost its server."""
    # Django may have connected anew to clean up, hence the old session is asked.
    if getattr(session, "closed", False) and _is_of_database(error, connection):
        raise SandboxError(
            f"The sandbox's server went away while {migration.app_label}.{migration.name} ran.",
            "Look into its log, then run the command again.",
        ) from error
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def _is_of_database(error: BaseException, connection: Any) -> bool:
    """Whether Django raised it for a database, or the driver itself did."""
    return isinstance(error, Error | connection.Database.Error)
