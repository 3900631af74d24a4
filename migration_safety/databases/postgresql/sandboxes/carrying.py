"""What CREATE DATABASE does not copy: the settings and the grants of the database itself."""

from __future__ import annotations

import psycopg
from psycopg import errors, sql

# Of the database for everybody, and for one role in it.
SETTINGS = """
    SELECT rolname, split_part(each, '=', 1), substr(each, strpos(each, '=') + 1)
    FROM pg_db_role_setting AS s
    JOIN pg_database AS d ON d.oid = s.setdatabase
    LEFT JOIN pg_roles AS r ON r.oid = s.setrole
    CROSS JOIN unnest(setconfig) WITH ORDINALITY AS config(each, place)
    WHERE datname = %s ORDER BY setrole, place
"""
# NULL says that nobody has touched what every database begins with.
GRANTS = """
    SELECT coalesce(rolname, ''), privilege_type, is_grantable
    FROM pg_database AS d CROSS JOIN aclexplode(datacl)
    LEFT JOIN pg_roles AS r ON r.oid = grantee
    WHERE datname = %s AND grantee <> datdba ORDER BY 1, 2
"""
TOUCHED = "SELECT datacl IS NOT NULL FROM pg_database WHERE datname = %s"


# Changing these would change who runs the command that puts them down.
WHO = frozenset({"role", "session_authorization"})


def carry(connection: psycopg.Connection, source: str, name: str) -> list[str]:
    """Give the database the settings and the grants of another on the same server.

    What the role may not set or grant is left out, and told.
    """
    refused = []
    for role, setting, value in connection.execute(SETTINGS, [source]).fetchall():
        try:
            put(connection, name, setting, value, role=role)
        except errors.InsufficientPrivilege:
            refused.append(setting)
    if connection.execute(TOUCHED, [source]).fetchone() == (True,):
        _grant(connection, source, name)
    return refused


def put(
    connection: psycopg.Connection, name: str, setting: str, value: str, *, role: str | None = None
) -> None:
    """ALTER DATABASE ... SET, or ALTER ROLE ... IN DATABASE ... SET; the session keeps its own.

    FROM CURRENT spares us the question which settings hold lists, whose quotes are theirs.
    """
    owner = sql.SQL("ALTER ROLE {} IN DATABASE {}" if role else "ALTER DATABASE {1}").format(
        sql.Identifier(role or ""), sql.Identifier(name)
    )
    # A setting of an extension has a name of two parts.
    named = sql.SQL(".").join(map(sql.Identifier, setting.split(".")))
    with connection.transaction():
        if setting in WHO:
            connection.execute(sql.SQL("{} SET {} TO {}").format(owner, named, sql.Literal(value)))
        else:
            connection.execute("SELECT set_config(%s, %s, true)", [setting, value])
            connection.execute(sql.SQL("{} SET {} FROM CURRENT").format(owner, named))


def _grant(connection: psycopg.Connection, source: str, name: str) -> None:
    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM public").format(database))
    for role, privilege, grantable in connection.execute(GRANTS, [source]).fetchall():
        grant = sql.SQL("GRANT {} ON DATABASE {} TO {}{}").format(
            sql.SQL(privilege),
            database,
            sql.Identifier(role) if role else sql.SQL("public"),
            sql.SQL(" WITH GRANT OPTION" if grantable else ""),
        )
        connection.execute(grant)
