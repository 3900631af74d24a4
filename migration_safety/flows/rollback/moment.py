"""What a database is at one moment of a trial: its schema, and what its tables hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.comparison import Comparison
from migration_safety.core.trial.data.alteration import Alteration, Matching, disputed
from migration_safety.core.trial.data.fingerprint import Fingerprints
from migration_safety.core.trial.data.tables import alterations
from migration_safety.core.trial.schema.portrait import Portrait
from migration_safety.flows.rollback.vendors import Sandbox, vendor


@dataclass(frozen=True, slots=True)
class Moment:
    """S0 before a unit, S1 after the way forward, S2 after the way back, S3 after forward again."""

    schema: Portrait
    data: Fingerprints
    sequences: Mapping[str, Any]


def taken(
    connection: BaseDatabaseWrapper,
    *,
    exact: bool = False,
    before: Moment | None = None,
    recent: Moment | None = None,
) -> Moment:
    """On the session of the connection, which is in no transaction.

    `before` is what it is going to be compared with, `recent` the last one of this database:
    what was not written to since is not read again.
    """
    doors = vendor(connection.vendor)
    schema, data = doors.looked(
        connection,
        exact=exact,
        before=before.data if before else None,
        recent=recent.data if recent else None,
    )
    return Moment(schema, data, doors.positions(connection))


def moved(before: Moment, after: Moment) -> tuple[Alteration, ...]:
    """What has become of the data while tables and columns may have other names and types."""
    found = alterations(before.data, after.data, by=Matching.LINEAGE)
    return Comparison(data=found).altered


def with_rows(
    found: Comparison,
    before: Moment,
    after: Moment,
    *,
    connection: BaseDatabaseWrapper,
    copy: Sandbox,
) -> Comparison:
    """What is found between two moments, with the rows that differ: how many, and a few keys.

    The connection's database is at the later one, its copy at the earlier.  Where all is as
    it was, nobody is asked.
    """
    if not disputed(found.data):
        return found
    doors = vendor(connection.vendor)
    return replace(found, data=doors.settled(connection, copy, before.data, after.data))
