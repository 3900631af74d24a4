"""The database that is cloned: only read, and what has to be known of it first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

import psycopg

from migration_safety.databases.postgresql.cloning.dumping.extensions import Extension, installed
from migration_safety.databases.postgresql.cloning.neutral import EVENT_TRIGGERS
from migration_safety.databases.postgresql.cloning.place import Identity, identity
from migration_safety.databases.postgresql.cloning.settings import shaping_settings
from migration_safety.databases.postgresql.sandboxes.locale import Locale, read_locale

FACTS = """
    SELECT datname, pg_database_size(d.oid), current_setting('server_version_num')::int / 10000
    FROM pg_database AS d WHERE datname = current_database()
"""
# A worker of autovacuum gives way; a prepared transaction is as much in the way as a session.
OTHERS = """
    SELECT format('%s (%s)', coalesce(usename, backend_type), application_name)
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type <> 'autovacuum worker'
    UNION
    SELECT format('prepared transaction %L', gid) FROM pg_prepared_xacts
    WHERE database = current_database()
    ORDER BY 1
"""
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
class Source:
    """A database's name, bytes on disk, the major version and the identity of its server.

    `others` are the sessions of others,
    `roles` those that its definitions name, `settings` what a session of it begins with;
    `watched`: event triggers act in it.
    """

    name: str
    bytes: int
    version: int
    server: Identity
    others: tuple[str, ...]
    roles: tuple[str, ...]
    watched: bool
    settings: dict[str, str]
    extensions: tuple[Extension, ...]
    locale: Locale


def read_source(connection: psycopg.Connection) -> Source:
    """What the choice of a method depends on, and what has to be there for a restore."""
    name, size, version = connection.execute(FACTS).fetchone() or ("", 0, 0)
    return Source(
        name,
        size,
        version,
        identity(connection),
        others=_names(connection, OTHERS),
        roles=_names(connection, ROLES),
        watched=connection.execute(EVENT_TRIGGERS).fetchone() is not None,
        settings=shaping_settings(connection),
        extensions=installed(connection),
        locale=read_locale(connection),
    )


def _names(connection: psycopg.Connection, query: LiteralString) -> tuple[str, ...]:
    return tuple(name for (name,) in connection.execute(query))
