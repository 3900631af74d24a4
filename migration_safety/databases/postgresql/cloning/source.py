"""The database that is cloned: only read, and what has to be known of it first."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from migration_safety.databases.postgresql.cloning.place import Identity, identity
from migration_safety.databases.postgresql.cloning.settings import shaping_settings

# Functions of these go to other servers whenever a trigger calls them.
CALLING = [
    *("aws_lambda", "aws_s3", "dblink", "http", "mysql_fdw", "oracle_fdw", "pg_net", "plperlu"),
    *("plpython3u", "plsh", "postgres_fdw", "tds_fdw"),
]
FACTS = """
    SELECT datname, pg_database_size(d.oid), current_setting('server_version_num')::int / 10000,
        EXISTS (SELECT FROM pg_event_trigger) OR EXISTS (SELECT FROM pg_foreign_server),
        ARRAY(SELECT extname::text FROM pg_extension WHERE extname = ANY(%s) ORDER BY 1)
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


@dataclass(frozen=True, slots=True)
class Source:
    """A database's name, bytes on disk, the major version and the identity of its server.

    `others` are the sessions of others, `settings` what a session of it begins with;
    `reaching`: a copy of it would act on other servers, or on statements of ours; `calling`
    are extensions by which its functions could.
    """

    name: str
    bytes: int
    version: int
    reaching: bool
    calling: list[str]
    server: Identity
    others: tuple[str, ...]
    settings: dict[str, str]


def read_source(connection: psycopg.Connection) -> Source:
    """What the choice of a method depends on."""
    (found,) = connection.execute(FACTS, [CALLING]).fetchall()
    name, size, version, reaching, calling = found
    others = tuple(name for (name,) in connection.execute(OTHERS))
    server, settings = identity(connection), shaping_settings(connection)
    return Source(name, size, version, reaching, calling, server, others, settings)
