"""Who is at work on the server now, and who else listens to its changes."""

from __future__ import annotations

from migration_safety.core.deployment.preflight.sessions import Consumer, Prepared, Session
from migration_safety.databases.postgresql.preflight.asking import Asking

# Of other roles' sessions only members of pg_read_all_stats are told the query, and when its
# transaction began.  Client addresses are those of the application, or of its pooler.
SESSIONS = """
    SELECT pid, coalesce(usename, ''), application_name, coalesce(host(client_addr), ''),
        backend_type, extract(epoch FROM clock_timestamp() - xact_start)::float8,
        backend_xid IS NOT NULL, coalesce(datname = current_database(), false),
        state IS NULL AND backend_type = 'client backend',
        backend_type = 'autovacuum worker' AND query LIKE '%%(to prevent wraparound)%%'
    FROM pg_stat_activity
    WHERE pid <> pg_backend_pid()
      AND backend_type IN ('client backend', 'autovacuum worker', 'background worker')
      AND application_name NOT LIKE 'migration_safety%%'
    ORDER BY pid
"""
PREPARED = """
    SELECT gid, database::text, extract(epoch FROM clock_timestamp() - prepared)::float8
    FROM pg_prepared_xacts ORDER BY gid
"""
# A slot of another database says nothing of this one, but holds WAL of the whole server.
CONSUMERS = """
    SELECT CASE WHEN database <> current_database() THEN 'slot of database ' || database
            ELSE slot_type || ' slot' END, slot_name::text, active,
        coalesce(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
            ELSE pg_current_wal_lsn() END, restart_lsn), 0)::bigint
    FROM pg_replication_slots WHERE NOT temporary
    UNION ALL SELECT 'publication', pubname, true, 0 FROM pg_publication
    UNION ALL SELECT 'subscription', subname, subenabled, 0 FROM pg_subscription
        WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    ORDER BY 1, 2
"""


def read_sessions(asking: Asking) -> tuple[Session, ...]:
    """Sessions of all databases but those of this tool."""
    return asking.all("sessions", SESSIONS, Session, {})


def read_prepared(asking: Asking) -> tuple[Prepared, ...]:
    """Of all databases: a new slot waits for each of them."""
    return asking.all("prepared transactions", PREPARED, Prepared)


def read_consumers(asking: Asking) -> tuple[Consumer, ...]:
    """Slots of the server, publications and subscriptions of the database."""
    return asking.all("consumers", CONSUMERS, Consumer)
