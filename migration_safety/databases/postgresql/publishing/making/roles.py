"""Roles of one side on the other: whoever owns, may, or logs in there, as he is here."""

from __future__ import annotations

from collections.abc import Collection

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.cloning.dumping.needs import read_needs
from migration_safety.databases.postgresql.deploying.quiet import quiet
from migration_safety.databases.postgresql.publishing.making.claim import note

# A verifier of a password, such as SCRAM's, lets the same password in; it is no password.
KNOWN = """
    SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
        rolbypassrls, rolconnlimit, {} FROM {} WHERE rolname = ANY(%s)
"""
WORDS = ("SUPERUSER", "INHERIT", "CREATEROLE", "CREATEDB", "LOGIN", "REPLICATION", "BYPASSRLS")
PRESENT = "SELECT rolname FROM pg_roles"
# Who may log in, and has his rights from a role that is named: no grant names himself.
JOINED = """
    SELECT DISTINCT r.rolname FROM pg_roles AS r JOIN pg_roles AS g
        ON g.rolname = ANY(%s) OR g.rolname IN ('pg_read_all_data', 'pg_write_all_data')
    WHERE r.rolcanlogin AND NOT r.rolsuper AND pg_has_role(r.oid, g.oid, 'MEMBER')
"""
MEMBERS = """
    SELECT r.rolname, m.rolname, admin_option FROM pg_auth_members AS a
    JOIN pg_roles AS r ON r.oid = roleid JOIN pg_roles AS m ON m.oid = member
    WHERE m.rolname = ANY(%s)
"""


def bring_roles(
    blue: psycopg.Connection, green: psycopg.Connection, digest: str, *, logins: Collection[str]
) -> list[str]:
    """Make the roles that blue's database names, `logins`, and who may log in with the rights of
    one of them, on green; notes on what lacks.

    Attributes, passwords and memberships are blue's.  What is there already stays as it is.
    """
    there = {name for (name,) in green.execute(PRESENT)}
    needed = {*read_needs(blue).roles, *logins}
    joined = {name for (name,) in blue.execute(JOINED, [sorted(needed)])}
    wanted = [name for name in needed | joined if name not in there]
    rows, notes = _known(blue, sorted(wanted))
    for name, *facts in rows:
        with quiet(green):
            # Remembered with it: what is made is dropped again.
            note(green, digest, "role", str(name))
            green.execute(_create(name, facts))
    for role, member, admin in blue.execute(MEMBERS, [sorted(wanted)]):
        if role in {*there, *wanted}:
            green.execute(_grant(role, member, admin=admin))
    return notes


def _known(
    blue: psycopg.Connection, names: list[str]
) -> tuple[list[tuple[object, ...]], list[str]]:
    try:
        return blue.execute(
            KNOWN.format("rolpassword", "pg_authid").encode(), [names]
        ).fetchall(), []
    except errors.InsufficientPrivilege:
        rows = blue.execute(KNOWN.format("NULL", "pg_roles").encode(), [names]).fetchall()
        notes = [
            f"Roles made without a password, which only a superuser reads: {', '.join(names)}."
        ]
        return rows, notes * bool(names)


def _create(name: object, facts: list[object]) -> sql.Composed:
    *flags, limit, password = facts
    words = [word if on else f"NO{word}" for word, on in zip(WORDS, flags, strict=True)]
    secret = sql.SQL("PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("")
    return sql.SQL("CREATE ROLE {} {} CONNECTION LIMIT {} {}").format(
        sql.Identifier(str(name)), sql.SQL(" ".join(words)), sql.Literal(limit), secret
    )


def _grant(role: str, member: str, *, admin: bool) -> sql.Composed:
    return sql.SQL("GRANT {} TO {}{}").format(
        sql.Identifier(role), sql.Identifier(member), sql.SQL(" WITH ADMIN OPTION" if admin else "")
    )
