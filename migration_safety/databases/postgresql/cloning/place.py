"""The server that a clone is made on: whether it is the source's own, and from where it is run."""

from __future__ import annotations

from datetime import datetime

import psycopg
from psycopg.conninfo import make_conninfo

from migration_safety.databases.postgresql.connect import connect, parameters
from migration_safety.databases.postgresql.embedded import EMBEDDED_VERSIONS, embedded_server
from migration_safety.errors import CloneError

# A standby and its primary share the identifier, but not the moment of their start.
IDENTITY = "SELECT system_identifier, pg_postmaster_start_time() FROM pg_control_system()"
Identity = tuple[int, datetime]
# Databases that a server has from its beginning.
MAINTENANCE = ("postgres", "template1")
CONNECTABLE = """
    SELECT datname FROM pg_database
    WHERE datname = ANY(%s) AND datallowconn AND has_database_privilege(datname, 'CONNECT')
    ORDER BY datname
"""


def identity(connection: psycopg.Connection) -> Identity:
    """The same for two sessions exactly if one and the same server serves them."""
    row = connection.execute(IDENTITY).fetchone()
    return (row[0], row[1]) if row else (0, datetime.min)


def address_of_server(server: str, source: str, *, name: str, version: int) -> str:
    """Of "embedded", a URL, or "" for that of `source`: a database to make others from.

    `name` is that of the source, `version` the major one of its server.

    Raises CloneError where no embedded server can hold what the source's version holds.
    """
    if server != "embedded":
        return beside(server or source, name)
    able = [each for each in EMBEDDED_VERSIONS if each >= version]
    if not able:
        raise CloneError(
            f"There is no embedded PostgreSQL {version} or newer to clone into.",
            "Give --sandbox the URL of a server.",
        )
    return embedded_server(min(able))


def beside(address: str, source: str) -> str:
    """The address of a database of that server from which the named one can be copied.

    It is the one of the address itself, unless that is the source.
    """
    if parameters(address).get("dbname", "postgres") != source:
        return address
    with connect(address) as connection:
        wanted = [name for name in MAINTENANCE if name != source]
        found = connection.execute(CONNECTABLE, [wanted]).fetchone()
    return make_conninfo(address, dbname=found[0]) if found else address
