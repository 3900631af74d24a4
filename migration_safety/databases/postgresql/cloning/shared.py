"""A server that is named for sandboxes: what is refused where it is the project's own too."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from migration_safety.databases.postgresql.cloning.opening import address_of, opened
from migration_safety.databases.postgresql.cloning.place import beside, identity
from migration_safety.databases.postgresql.cloning.production import refuse_production
from migration_safety.databases.postgresql.connect import connect
from migration_safety.errors import CloneError

OWN = "own"


def checked(server: str, project: str | Mapping[str, Any], *, production: bool = False) -> str:
    """The address of a server, or of the `project`'s own for "own": to make databases from.

    `project` is an entry of DATABASES or a conninfo.  Where its server is the same, and looks
    like production, that is refused unless `production`.  Raises CloneError, SandboxError.
    """
    try:
        address = address_of(project)
        with opened(address) as origin:
            name, own = origin.info.dbname, identity(origin)
    except CloneError:
        if server == OWN:
            raise
        # What cannot be reached from here is not at an address that can.
        return server
    place = beside(address, name) if server == OWN else server
    with closing(connect(place)) as connection:
        same = identity(connection) == own
        if same and not production:
            refuse_production(connection, name)
    return beside(place, name) if same else place
