"""Who can write to the tables of a deployment: roles by their grants, sessions by their state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from migration_safety.databases.postgresql.switching.in_flight import DRIVER

# A superuser may write everything; it counts where it is connected, for whatever reason.
# Who may write to a view writes with its owner's rights.
WRITERS = """
    WITH wanted AS (
        SELECT name::regclass::oid AS oid FROM unnest(%(tables)s::text[]) AS given (name)
        UNION ALL SELECT v.oid FROM pg_class AS v JOIN pg_namespace AS n ON n.oid = relnamespace
        WHERE relkind = 'v' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
            AND pg_relation_is_updatable(v.oid, true) > 0
    )
    SELECT r.rolname, r.rolsuper, count(DISTINCT s.pid)::int,
        coalesce(array_agg(DISTINCT s.application_name)
            FILTER (WHERE s.application_name <> ''), '{}'),
        (SELECT count(*) FROM wanted AS t
            WHERE has_table_privilege(r.oid, t.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                OR has_any_column_privilege(r.oid, t.oid, 'INSERT, UPDATE'))::int
    FROM pg_roles AS r
    LEFT JOIN pg_stat_activity AS s ON s.usesysid = r.oid AND s.datname = current_database()
        AND s.backend_type = 'client backend' AND s.application_name NOT LIKE %(driver)s
        AND s.pid <> pg_backend_pid()
    WHERE r.rolcanlogin AND (s.pid IS NOT NULL OR NOT r.rolsuper)
    GROUP BY r.oid, r.rolname, r.rolsuper
    ORDER BY r.rolname
"""
PRESENT = "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s) ORDER BY 1"


@dataclass(frozen=True, slots=True)
class Writer:
    """A role that may log in and write to `tables` of the deployment; `sessions` are open."""

    role: str
    superuser: bool
    sessions: int
    applications: tuple[str, ...]
    tables: int


def writers(connection: psycopg.Connection, tables: Sequence[str]) -> tuple[Writer, ...]:
    """Roles that may write to any of these tables (names for regclass), by name."""
    parameters = {"tables": list(tables), "driver": DRIVER}
    rows = connection.execute(WRITERS, parameters).fetchall()
    return tuple(
        Writer(role, superuser, sessions, tuple(applications), may)
        for role, superuser, sessions, applications, may in rows
        if may
    )


def present(connection: psycopg.Connection, roles: Sequence[str]) -> list[str]:
    """Those of the roles that this server has."""
    return [name for (name,) in connection.execute(PRESENT, [list(roles)]).fetchall()]
