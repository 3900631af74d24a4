"""Trials on PostgreSQL: what they ask of a database, by the doors that every vendor has."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.data.alteration import Alteration, Matching
from migration_safety.core.trial.data.fingerprint import Fingerprints
from migration_safety.core.trial.leg import Direction
from migration_safety.core.trial.schema.portrait import Portrait
from migration_safety.databases.postgresql.billing import Sheets, reduced
from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.fingerprint.differing import compared
from migration_safety.databases.postgresql.fingerprint.prints import fingerprints
from migration_safety.databases.postgresql.observe.complaint import complaint as said
from migration_safety.databases.postgresql.observe.sequences import (
    positions,
    put_back,
    undisturbed,
)
from migration_safety.databases.postgresql.portrait.portrait import portrait
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.trace import Tracer

__all__ = [
    "IN_ONE_TRANSACTION",
    "Sandbox",
    "Sheets",
    "looked",
    "positions",
    "put_back",
    "reduced",
    "said",
    "settled",
    "tracer",
    "undisturbed",
]

# A unit may be taken back within a transaction that is undone.
IN_ONE_TRANSACTION = True


def looked(
    connection: BaseDatabaseWrapper,
    *,
    exact: bool,
    before: Fingerprints | None,
    recent: Fingerprints | None,
) -> tuple[Portrait, Fingerprints]:
    """The schema and the data; what was not written to since `recent` is not read again."""
    connection.ensure_connection()
    session = connection.connection
    data = fingerprints(session, exact=exact, before=before, recent=recent)
    return portrait(session), data


def settled(
    connection: BaseDatabaseWrapper, copy: Sandbox, before: Fingerprints, after: Fingerprints
) -> tuple[Alteration, ...]:
    """Every verdict on the data; the copy is as the database was before."""
    connection.ensure_connection()
    with connect(copy.conninfo) as there:
        return compared(connection.connection, there, before, after, by=Matching.NAME)


def tracer(connection: BaseDatabaseWrapper, direction: Direction) -> Tracer:
    """Who sees what each statement costs."""
    return Tracer(connection, direction=direction)
