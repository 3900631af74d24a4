"""What a database is at one moment of a trial: its schema, and what its tables hold."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.portrait import Portrait
from migration_safety.databases.postgresql.portrait.portrait import portrait


@dataclass(frozen=True, slots=True)
class Moment:
    """S0 before a unit, S1 after the way forward, S2 after the way back, S3 after forward again."""

    schema: Portrait


def taken(connection: BaseDatabaseWrapper) -> Moment:
    """On the session of the connection, which is in no transaction."""
    connection.ensure_connection()
    return Moment(portrait(connection.connection))
