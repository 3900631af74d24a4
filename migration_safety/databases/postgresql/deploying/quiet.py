"""Statements that hold a secret, kept out of the server's log and of its statistics."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

# Others may not set these; their servers log what their administrators have chosen.  Settings of
# modules that are not loaded are taken, and mean nothing.
QUIET = """
    SELECT set_config(name, value, true) FROM (VALUES ('log_statement', 'none'),
        ('log_min_duration_statement', '-1'), ('log_min_error_statement', 'panic'),
        ('log_duration', 'off'), ('pg_stat_statements.track', 'none'), ('pgaudit.log', 'none'))
        AS quiet (name, value)
    WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
"""


@contextmanager
def quiet(connection: psycopg.Connection) -> Iterator[None]:
    """A transaction of which a superuser's server logs no statement."""
    with connection.transaction():
        connection.execute(QUIET)
        yield
