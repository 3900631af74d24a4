"""What has to be there before a database can be restored on another server."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from migration_safety.databases.postgresql.cloning.dumping.extensions import Extension, installed
from migration_safety.databases.postgresql.sandboxes.locale import Locale, read_locale

# Owners, and whom grants and policies name; of what the first superuser owns nothing is noted.
ROLES = """
    SELECT rolname FROM pg_roles AS r
    WHERE rolname !~ '^pg_' AND (r.oid = 10 OR EXISTS (
        SELECT FROM pg_shdepend JOIN pg_database AS d ON d.oid = dbid
        WHERE datname = current_database() AND refclassid = 'pg_authid'::regclass
          AND refobjid = r.oid))
    ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Needs:
    """The roles that its definitions name, its extensions, and how it sorts text."""

    roles: tuple[str, ...]
    extensions: tuple[Extension, ...]
    locale: Locale


def read_needs(connection: psycopg.Connection) -> Needs:
    """Of the database that the connection is to."""
    roles = tuple(name for (name,) in connection.execute(ROLES))
    return Needs(roles, installed(connection), read_locale(connection))
