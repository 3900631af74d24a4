"""Version, settings, what is taken of the server's places, and how its text sorts."""

from __future__ import annotations

from migration_safety.core.deployment.preflight.server import Extension, Locale, Server
from migration_safety.databases.postgresql.preflight.asking import Asking

SETTINGS = """
    SELECT name, coalesce(current_setting(name), '') FROM pg_settings WHERE name IN (
        'wal_level', 'max_replication_slots', 'max_wal_senders', 'max_worker_processes',
        'max_logical_replication_workers', 'max_sync_workers_per_subscription',
        'max_active_replication_origins', 'max_slot_wal_keep_size',
        'idle_replication_slot_timeout', 'TimeZone')
"""
# Where sessions are made read-only, or writers; the driver's own overrides it.
READ_ONLY = """
    SELECT concat_ws(' in ', 'role ' || quote_ident(rolname), 'database ' || quote_ident(datname)),
        each ~* '=(on|t|true|y|yes|1)$'
    FROM pg_db_role_setting AS s CROSS JOIN unnest(setconfig) AS each
    LEFT JOIN pg_database AS d ON d.oid = setdatabase
    LEFT JOIN pg_roles AS r ON r.oid = setrole
    WHERE each ~* '^default_transaction_read_only='
      AND coalesce(datname = current_database(), true)
"""
CONFIGURED = """
    SELECT 'the server''s ' || regexp_replace(sourcefile, '.*/', '') FROM pg_file_settings
    WHERE name = 'default_transaction_read_only' AND applied
      AND setting ~* '^(on|t|true|y|yes|1)$'
"""
# Which origins are in use only a superuser is told; each has been made for a subscription.
USED = """
    SELECT 'slots', count(*) FROM pg_replication_slots
    UNION ALL SELECT 'senders', count(*) FROM pg_stat_replication
    UNION ALL SELECT 'origins', count(*) FROM pg_replication_origin
    UNION ALL SELECT 'replication workers', count(*) FROM pg_stat_subscription WHERE pid IS NOT NULL
    UNION ALL SELECT 'worker processes', count(*) FROM pg_stat_activity
        WHERE backend_type NOT IN ('client backend', 'walsender', 'autovacuum worker',
            'autovacuum launcher', 'background writer', 'checkpointer', 'startup', 'walreceiver',
            'walwriter', 'archiver', 'walsummarizer', 'slotsync worker', 'io worker')
"""
# A standby has its primary's identifier, and another start.
IDENTITY = """
    SELECT current_setting('server_version_num')::int,
        system_identifier::text || ' ' || pg_postmaster_start_time(),
        current_database()::text, pg_is_in_recovery(), pg_backend_pid()
    FROM pg_control_system()
"""
# The locale of ICU and of the builtin provider has three names in the versions 15 to 18.
LOCALE = """
    SELECT pg_encoding_to_char(encoding), datlocprovider::text, datcollate, datctype,
        coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', ''),
        coalesce(datcollversion, ''), coalesce(pg_database_collation_actual_version(d.oid), '')
    FROM pg_database AS d WHERE datname = current_database()
"""
EXTENSIONS = """
    SELECT name, coalesce(installed_version, ''), coalesce(default_version, '')
    FROM pg_available_extensions
    UNION ALL
    SELECT extname, extversion, '' FROM pg_extension
    WHERE extname NOT IN (SELECT name FROM pg_available_extensions)
    ORDER BY 1
"""


def read_server(asking: Asking) -> Server | None:
    """None where the server does not say which one it is."""
    own = asking.connection.info.backend_pid
    settings = dict(asking.rows("settings", SETTINGS))
    used = dict(asking.rows("places", USED))

    def made(version: int, cluster: str, database: str, standby: bool, pid: int) -> Server:
        # A pooler gives its client a number of its own.
        return Server(version, cluster, database, standby, pid != own, settings, used)

    return asking.one("server", IDENTITY, made)


def read_only(asking: Asking) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What makes new sessions read-only (a role, the database, the server's configuration), and
    what makes them writers whatever the server's configuration says."""
    found = asking.rows("read-only defaults", READ_ONLY)
    configured = tuple(place for (place,) in asking.rows("read-only configuration", CONFIGURED))
    on = tuple(place for place, is_on in found if is_on)
    return (*on, *configured), tuple(place for place, is_on in found if not is_on)


def read_locale(asking: Asking) -> Locale | None:
    """Of the database."""
    return asking.one("locale", LOCALE, Locale)


def read_extensions(asking: Asking) -> tuple[Extension, ...]:
    """Installed in the database, or to be had on its server."""
    return asking.all("extensions", EXTENSIONS, Extension)
