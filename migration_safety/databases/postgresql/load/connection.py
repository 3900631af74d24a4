"""Connections for loading: patient where work is long, quick to give up where others wait."""

from __future__ import annotations

import logging
from contextlib import suppress

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo

from migration_safety.errors import VolumeError

SETTINGS = {
    # What a crash takes, the journal misses too: both are of one transaction.
    "synchronous_commit": "off",
    "statement_timeout": "0",
    "transaction_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
    # While a lock is waited for, everybody else queues behind us.
    "lock_timeout": "10s",
    "default_transaction_isolation": "read committed",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    # Rows that a policy hides are there all the same: better an error.
    "row_security": "off",
    "quote_all_identifiers": "off",
}
# A setting that the server's version does not know is left out.
APPLY = """
    SELECT set_config(s.name, w.value, false)
    FROM unnest(%s::text[], %s::text[]) AS w(name, value)
    JOIN pg_settings AS s ON lower(s.name) = w.name
"""

# Of a session that is lost during a COPY the driver warns besides raising an error.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


def loading_connection(conninfo: str) -> psycopg.Connection:
    """A connection in autocommit whose session is set up for loading; needs no Django."""
    try:
        connection = psycopg.connect(
            make_conninfo(conninfo, application_name="migration_safety", client_encoding="utf8"),
            autocommit=True,
            connect_timeout=10,
            # A pooler between us and the server may not keep prepared statements.
            prepare_threshold=None,
        )
    except psycopg.ProgrammingError:
        # libpq may quote a password in what it says of an address.
        raise VolumeError("The address of the database cannot be read.") from None
    except psycopg.OperationalError as error:
        raise _refused(error) from None
    connection.execute(APPLY, [list(SETTINGS), list(SETTINGS.values())])
    # The session of a killed client ends at once; not every platform can.
    with suppress(errors.InvalidParameterValue):
        connection.execute("SET client_connection_check_interval = '1s'")
    return connection


def _refused(error: psycopg.OperationalError) -> VolumeError:
    _, fatal, reason = str(error).partition("FATAL:")
    if not fatal:
        problem = "No PostgreSQL answers where the tables are to be filled."
        return VolumeError(problem, "Check host and port, and that the server runs.")
    words = " ".join(reason.splitlines()[0].split())
    advice = "Check the database's settings, and whether it has a connection left."
    return VolumeError(f"The database refuses the connection: {words}", advice)
