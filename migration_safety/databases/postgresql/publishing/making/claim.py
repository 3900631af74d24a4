"""Whose a database is: nothing is made or cleared in one that a deployment has not claimed."""

from __future__ import annotations

import psycopg

from migration_safety.databases.postgresql.deploying.patience import lock_limit
from migration_safety.databases.postgresql.deploying.schema import SCHEMA, create, drop_if_empty
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.errors import RefusedError

TABLE = """
    CREATE TABLE IF NOT EXISTS migration_safety_deploy.claim (
        digest text, what text, name text, at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (digest, what, name))
"""
THERE = "SELECT to_regclass('migration_safety_deploy.claim') IS NOT NULL"
# What an extension brings may be there before; so may what Django's gate and journal need.
CONTENT = f"""
    SELECT n.nspname || '.' || named.name
    FROM (
        SELECT relnamespace AS namespace, relname::text AS name, 'pg_class'::regclass AS kind, oid
        FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        UNION ALL SELECT pronamespace, proname::text, 'pg_proc'::regclass, oid FROM pg_proc
    ) AS named JOIN pg_namespace AS n ON n.oid = namespace
    WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', '{SCHEMA}')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = kind AND objid = named.oid
            AND deptype = 'e')
    ORDER BY 1
"""
BEFORE = """
    INSERT INTO migration_safety_deploy.claim (digest, what, name)
    SELECT %(digest)s, 'extension', extname FROM pg_extension
    UNION ALL SELECT %(digest)s, 'schema', nspname FROM pg_namespace WHERE nspname !~ '^pg_'
    UNION ALL SELECT %(digest)s, 'database', current_database()
"""
OWNERS = "SELECT DISTINCT digest FROM migration_safety_deploy.claim"
NAMES = "SELECT name FROM migration_safety_deploy.claim WHERE (digest, what) = (%s, %s) ORDER BY 1"
NOTE = "INSERT INTO migration_safety_deploy.claim VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
FORGET = "DELETE FROM migration_safety_deploy.claim WHERE (digest, what, name) = (%s, %s, %s)"
LOCK = 1.0
RELEASE = "DROP TABLE IF EXISTS migration_safety_deploy.claim"


def claim(connection: psycopg.Connection, digest: str) -> None:
    """Take an empty database for the deployment of that digest; again does nothing.

    Raises RefusedError where it holds anything, or is another deployment's.
    """
    if claimed(connection, digest):
        return
    refuse_foreign(connection)
    with connection.transaction():
        create(connection)
        connection.execute(TABLE)
        connection.execute(BEFORE, {"digest": digest})


def refuse_foreign(connection: psycopg.Connection) -> None:
    """Raises RefusedError where the database holds anything, or is another deployment's."""
    if owners := _owners(connection):
        raise RefusedError(
            f"The database {connection.info.dbname} is that of another deployment, {owners[0]}.",
            "Abort that one first, or name an empty database.",
        )
    if found := [name for (name,) in connection.execute(CONTENT.encode())]:
        raise RefusedError(
            f"The database {connection.info.dbname} is not empty: it holds {few(found)}.",
            "Green is made from nothing: CREATE DATABASE ... TEMPLATE template0.",
        )


def claimed(connection: psycopg.Connection, digest: str) -> bool:
    """Whether the database is that deployment's."""
    return digest in _owners(connection)


def note(connection: psycopg.Connection, digest: str, what: str, name: str) -> None:
    """Remember in a claimed database what was made or reached; in no other."""
    if claimed(connection, digest):
        connection.execute(NOTE, [digest, what, name])


def noted(connection: psycopg.Connection, digest: str, what: str) -> tuple[str, ...]:
    """What was remembered of that kind."""
    if not claimed(connection, digest):
        return ()
    return tuple(name for (name,) in connection.execute(NAMES, [digest, what]))


def forget(connection: psycopg.Connection, digest: str, what: str, name: str) -> None:
    """Remember it no longer."""
    if claimed(connection, digest):
        connection.execute(FORGET, [digest, what, name])


def release(connection: psycopg.Connection, digest: str) -> None:
    """Let go of a database; what is in it is somebody's again.  Raises DeadlineError."""
    if claimed(connection, digest):
        with lock_limit(connection, "The claim's table", lock=LOCK):
            connection.execute(RELEASE)
    drop_if_empty(connection)


def _owners(connection: psycopg.Connection) -> list[str]:
    if connection.execute(THERE).fetchone() != (True,):
        return []
    return [digest for (digest,) in connection.execute(OWNERS)]
