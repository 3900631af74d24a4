"""What shapes a session of the project in its database, put down on the clone."""

from __future__ import annotations

import psycopg

from migration_safety.databases.postgresql.sandboxes.carrying import WHO, put

# The narrower one comes later, and wins: database, role, role in that database.
SHAPING = """
    SELECT split_part(each, '=', 1), substr(each, strpos(each, '=') + 1)
    FROM pg_db_role_setting AS s CROSS JOIN unnest(setconfig) AS each
    LEFT JOIN pg_database AS d ON d.oid = s.setdatabase
    LEFT JOIN pg_roles AS r ON r.oid = s.setrole
    WHERE coalesce(datname = current_database(), true) AND (setdatabase <> 0 OR setrole <> 0)
      AND coalesce(rolname = current_user, setrole = 0)
    ORDER BY setrole <> 0, setdatabase <> 0
"""
# A library that the sandbox's server lacks would keep everybody from connecting.
UNFIT = WHO | {"session_preload_libraries", "local_preload_libraries"}


def shaping_settings(connection: psycopg.Connection) -> dict[str, str]:
    """The settings that a new session of this role begins with in this database."""
    return dict(connection.execute(SHAPING).fetchall())


def shape(connection: psycopg.Connection, name: str, settings: dict[str, str]) -> list[str]:
    """Let every session of the clone begin with them; notes about those that it cannot."""
    refused = [setting for setting in settings if setting in UNFIT]
    for setting, value in settings.items():
        if setting not in refused:
            try:
                put(connection, name, setting, value)
            except psycopg.Error:
                if connection.closed:
                    raise
                refused.append(setting)
    return [f"Settings of the database that the clone lacks: {', '.join(refused)}."] * bool(refused)
