"""Who can tell, without reading it, that a table still holds what it held before.

A table is untouched where its file (pg_relation_filenode) and its counters of rows inserted,
updated and deleted are what they were.  Every INSERT, UPDATE, DELETE, MERGE and COPY counts,
by triggers, foreign keys and replication too, and those rolled back; TRUNCATE and rewrites
count nothing but give the table another file.  What could make that lie, and what is done:

- A session keeps its counts to itself for a while, up to ten seconds when idle; it hands
  them in before it leaves pg_stat_activity.  So sessions are waited for, and while one is
  left that may hold counts back, nothing passes as untouched.
- A crash or a reset takes counters back to zero: each of these moves a time that is part of
  the stamp, as is the start of the server.
- `track_counts` off: nothing passes as untouched.  A superuser's migration that turns it
  off for its own session alone would go unseen.
- Values that change without a write: labels of enum types are summed up beside, the
  expressions of generated columns compared.

pg_walinspect sees writes as well, but needs an extension and a superuser, reads all WAL,
and is blind to unlogged tables and, with wal_level minimal, to new ones.
"""

from __future__ import annotations

import time

from migration_safety.core.trial.data.fingerprint import Witness
from migration_safety.databases.postgresql.fingerprint.session import Session, query

FLUSH = "SELECT pg_stat_force_next_flush()"
# Sessions that may keep counts to themselves; of other roles' sessions state is NULL.
BUSY = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND leader_pid IS NULL
        AND backend_type <> 'autovacuum worker'
        AND (state = 'idle' AND state_change < clock_timestamp() - interval '11 s') IS NOT TRUE
"""
PATIENCE = 1.0
PAUSE = 0.02
STAMP = """
    SELECT d.oid::text, pg_postmaster_start_time()::text, b.stats_reset::text,
        coalesce(pg_stat_get_db_stat_reset_time(d.oid)::text, '')
    FROM pg_database AS d, pg_stat_bgwriter AS b
    WHERE datname = current_database() AND current_setting('track_counts')::bool
"""
TABLES = """
    SELECT oid::bigint, pg_relation_filenode(oid)::bigint, pg_stat_get_tuples_inserted(oid),
        pg_stat_get_tuples_updated(oid), pg_stat_get_tuples_deleted(oid)
    FROM pg_class WHERE relkind = 'r' AND relpersistence <> 't' AND oid >= 16384
"""
LABELS = """
    SELECT coalesce(md5(string_agg(concat_ws(' ', oid, enumlabel), ',' ORDER BY oid)), '')
    FROM pg_enum
"""


def settled(session: Session) -> bool:
    """Whether all counts have been handed in, after waiting a second for who is leaving.

    The session is between transactions, for it hands in its own at the end of one.
    """
    query(session, FLUSH)
    end = time.monotonic() + PATIENCE
    while (busy := query(session, BUSY)[0][0]) and time.monotonic() < end:
        time.sleep(PAUSE)
    return not busy


def witnesses(session: Session) -> dict[int, Witness]:
    """By OID, what tells of every table; nothing where counting is off."""
    stamps = query(session, STAMP)
    return {
        oid: Witness(stamps[0], filenode, (inserted, updated, deleted))
        for oid, filenode, inserted, updated, deleted in query(session, TABLES)
        if stamps
    }


def labels(session: Session) -> str:
    """A sum of all labels of enum types, which can be renamed in place."""
    return str(query(session, LABELS)[0][0])
