"""The lease of a sandbox: who lives is left alone, what the dead left behind is dropped."""

from __future__ import annotations

from contextlib import suppress

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.sandboxes.keeping import MARK

PREFIX = "migration_safety_"
NAME = f"^{PREFIX}[0-9a-f]{{16}}$"

# The first key of our advisory locks; the second is hashtext(name of the database).
LEASE = 0x6D69_6773

# Sandboxes of runs that were killed: nobody holds the lease, no session is connected.  A
# lease is an advisory lock, which pg_locks shows whatever database its holder is in.
LEFTOVERS = """
    SELECT datname FROM pg_database AS d
    WHERE datname ~ %(name)s
      AND pg_has_role(datdba, 'USAGE')
      AND starts_with(shobj_description(d.oid, 'pg_database'), %(kept)s) IS NOT TRUE
      AND NOT EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.datid = d.oid)
      AND NOT EXISTS (
          SELECT FROM pg_locks
          WHERE locktype = 'advisory' AND classid::bigint = %(lease)s
            AND objid::bigint = hashtext(datname)::bigint & 4294967295)
"""
# Another run may sweep the same one, or a session may just have come.
TAKEN = (errors.InvalidCatalogName, errors.ObjectInUse, errors.InternalError)


def take_lease(connection: psycopg.Connection, name: str) -> None:
    """Say that the database of that name has a living owner, as long as the session lasts."""
    # A server may close idle sessions, and this one idles as long as the run lasts.
    timeless = "SELECT pg_advisory_lock(%s, hashtext(%s)), set_config(%s, '0', false)"
    connection.execute(timeless, [LEASE, name, "idle_session_timeout"])


def sweep(connection: psycopg.Connection) -> None:
    """Drop the sandboxes whose owners have gone."""
    found = connection.execute(LEFTOVERS, {"name": NAME, "lease": LEASE, "kept": MARK})
    for (name,) in found.fetchall():
        with suppress(*TAKEN):
            drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
            connection.execute(drop)
