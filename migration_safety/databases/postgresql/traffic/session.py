"""A session of live traffic, as Django would have it."""

from __future__ import annotations

import psycopg

from migration_safety.databases.postgresql.connect import connect


def attached(conninfo: str) -> psycopg.Connection:
    """In autocommit.  Raises SandboxError where nobody can connect."""
    session = connect(conninfo)
    # A plan of the server's own would outlive the schema that it was made for.
    session.prepare_threshold = None
    if session.info.encoding == "ascii":
        # A server of SQL_ASCII takes any bytes, and converts none.
        session.execute("SET client_encoding = 'LATIN1'")
    return session
