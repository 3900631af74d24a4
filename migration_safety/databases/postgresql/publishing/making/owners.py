"""Whose things are: the database as on blue, and what migrations make as they always have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.deploying.schema import SCHEMA
from migration_safety.databases.postgresql.publishing.making.claim import note

OWNER = """
    SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()
"""
# Who runs migrations has made this one, too.
MIGRATOR = """
    SELECT pg_get_userbyid(relowner)::text FROM pg_class
    WHERE oid = to_regclass('django_migrations')
"""
LOCKED_OUT = """
    SELECT NOT (has_schema_privilege(%s, oid, 'CREATE') AND has_schema_privilege(%s, oid, 'USAGE'))
    FROM pg_namespace WHERE nspname = %s
"""


def migrator(connection: psycopg.Connection) -> str:
    """The role that runs this database's migrations; "" where none has been run."""
    (role,) = connection.execute(MIGRATOR).fetchone() or ("",)
    return str(role)


def let_in(connection: psycopg.Connection) -> None:
    """Where there is a schema that a run keeps its own in, that role may make things there, too."""
    role = migrator(connection)
    if role and connection.execute(LOCKED_OUT, [role, role, SCHEMA]).fetchone() == (True,):
        grant = sql.SQL("GRANT USAGE, CREATE ON SCHEMA {} TO {}")
        connection.execute(grant.format(sql.Identifier(SCHEMA), sql.Identifier(role)))


@contextmanager
def as_migrator(connection: psycopg.Connection) -> Iterator[None]:
    """Inside, in one transaction, the driver is that role: what it makes belongs to it, and what
    belongs to a table may be made only by whom that belongs to."""
    with connection.transaction():
        if role := migrator(connection):
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
        yield


@contextmanager
def as_migrator_alone(connection: psycopg.Connection) -> Iterator[None]:
    """The same outside a transaction."""
    role = migrator(connection)
    if role:
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    try:
        yield
    finally:
        if role and not connection.closed:
            connection.execute("RESET ROLE")


def bring_owner(blue: psycopg.Connection, green: psycopg.Connection, digest: str) -> list[str]:
    """Give green's database the owner that blue's has; a note where the driver may not.

    Since 15 nobody else may make tables in its schema public.
    """
    (wanted,), (present,) = (each.execute(OWNER).fetchone() or ("",) for each in (blue, green))
    if wanted == present:
        return []
    try:
        with green.transaction():
            note(green, digest, "owner", present)
            own(green, wanted)
    except (errors.InsufficientPrivilege, errors.UndefinedObject):
        return [f"Green's database belongs to {present}, and blue's to {wanted}."]
    return []


def own(connection: psycopg.Connection, role: str) -> None:
    """Give the database to that role."""
    name = sql.Identifier(connection.info.dbname)
    change = sql.SQL("ALTER DATABASE {} OWNER TO {}")
    connection.execute(change.format(name, sql.Identifier(role)))
