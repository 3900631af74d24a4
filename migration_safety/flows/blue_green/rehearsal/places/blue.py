"""Blue as production is: with the schema of the release before, full of rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from django.db import connections

from migration_safety.core.volume.progress import Spoken
from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.rehearsing.server import Address
from migration_safety.databases.postgresql.rehearsing.workload import make
from migration_safety.databases.postgresql.sandboxes.entry import entry
from migration_safety.errors import RehearsalError
from migration_safety.flows.blue_green.rehearsal.request import Request
from migration_safety.flows.filling import Filler
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.replay import confined
from migration_safety.reading.replay.arrival import arrive
from migration_safety.reading.replay.course import Course


def fill(
    address: Address, request: Request, selection: Selection, tell: Callable[[str], None]
) -> int:
    """As the application's own role; how many rows there are then.

    Raises RehearsalError where a migration before the selected ones fails.
    """
    alias = request.planned.alias
    with confined(alias, led(alias, address)) as connection:
        tell("Migrating blue to the release before")
        arrival = arrive(selection, connection)
        if arrival.failed:
            raise RehearsalError(
                f"{arrival.failed}, which comes before the selected migrations, fails on an empty"
                f" database: {arrival.error}",
                "Mend it: a rehearsal begins with the schema of the release before.",
            )
        tell("Filling blue")
        filler = Filler(
            alias,
            profile=request.profile,
            rows=request.rows,
            scale=request.scale,
            progress=Spoken(tell),
        )
        filled = filler.fill(Course.of(selection).state.apps)
    with closing(connect(address.conninfo)) as session:
        make(session)
        session.execute("ANALYZE")
    return sum(each.rows for each in filled.volume)


def led(alias: str, address: Address) -> dict[str, Any]:
    """The project's entry of that alias, led there."""
    place = {"host": address.host, "port": address.port}
    return entry(project(alias), {**place, "user": address.user, "dbname": address.dbname})


def project(alias: str) -> dict[str, Any]:
    """The project's entry of that alias; of another vendor's nothing shapes a session."""
    postgresql = connections[alias].vendor == "postgresql"
    return dict(connections.settings[alias]) if postgresql else {}
