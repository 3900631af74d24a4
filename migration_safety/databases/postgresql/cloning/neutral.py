"""What makes a clone reach out of itself, or act on every statement, switched off in it."""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from migration_safety.databases.postgresql.connect import connect, parameters

# Those of an extension belong to how it works.
EVENT_TRIGGERS = """
    SELECT evtname FROM pg_event_trigger AS t
    WHERE evtenabled <> 'D' AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_event_trigger'::regclass
          AND objid = t.oid AND deptype = 'e')
"""
MAPPINGS = "SELECT usename, srvname FROM pg_user_mappings"


def neutralise(address: str, *, superuser: bool, version: int) -> list[str]:
    """Switch off event triggers, and drop the passwords to foreign servers; notes."""
    flags = parameters(address).get("options", "")
    if superuser and version >= 17:
        # A trigger of PostgreSQL 17 may act as soon as somebody connects.
        address = make_conninfo(address, options=f"{flags} -c event_triggers=off".strip())
    with connect(address) as connection:
        return [*_event_triggers(connection), *_mappings(connection)]


def _event_triggers(connection: psycopg.Connection) -> list[str]:
    names = [name for (name,) in connection.execute(EVENT_TRIGGERS)]
    for name in names:
        disable = sql.SQL("ALTER EVENT TRIGGER {} DISABLE").format(sql.Identifier(name))
        connection.execute(disable)
    return [f"Event triggers are disabled in the clone: {', '.join(sorted(names))}."] * bool(names)


def _mappings(connection: psycopg.Connection) -> list[str]:
    mappings = connection.execute(MAPPINGS).fetchall()
    for user, server in mappings:
        drop = sql.SQL("DROP USER MAPPING FOR {} SERVER {}").format(
            sql.SQL("public") if user == "public" else sql.Identifier(user), sql.Identifier(server)
        )
        connection.execute(drop)
    servers = sorted({server for _, server in mappings})
    return [f"User mappings are dropped in the clone: {', '.join(servers)}."] * bool(servers)
