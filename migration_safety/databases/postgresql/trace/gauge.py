"""The gauge: what a session reads about the work that it has just done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import psycopg

from migration_safety.databases.postgresql.observe.footprint import FLUSH, Footprint

# The position of the server's log, then the rows that the open transaction wrote by table.
# The counters of pg_stat_get_xact_* begin anew with a flush, which comes between transactions.
WRITTEN = """
    SELECT 0::bigint, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint
    UNION ALL
    SELECT DISTINCT relation::bigint,
           pg_stat_get_xact_tuples_inserted(relation) + pg_stat_get_xact_tuples_updated(relation)
           + pg_stat_get_xact_tuples_deleted(relation)
    FROM pg_locks
    WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384
"""
LSN = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
TOTALS = """
    SELECT oid::bigint, pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid)
           + pg_stat_get_tuples_deleted(oid)
    FROM pg_class WHERE oid = ANY(%s)
"""
# By name: ALTER COLUMN TYPE makes an index anew under its old name, with its old file if it can.
INDEXES = """
    SELECT indrelid::bigint, indexrelid::regclass::text, pg_relation_filenode(indexrelid)::bigint
    FROM pg_index WHERE indrelid = ANY(%s) AND pg_relation_filenode(indexrelid) IS NOT NULL
"""
SETTINGS = """
    SELECT current_setting('full_page_writes') = 'on' AND current_setting('wal_level') <> 'minimal'
"""
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND state <> 'idle'
      AND datname IS DISTINCT FROM current_database()
"""

# Files that belong to no table yet, as those of a rewrite, lie in the database's folder and are
# counted; sorts write elsewhere, where only a member of pg_monitor may look.
SIZE = """
    SELECT pg_database_size(current_database()),
           has_function_privilege('pg_ls_tmpdir()', 'EXECUTE')
"""
TEMPORARY = "SELECT coalesce(sum(size), 0)::bigint FROM pg_ls_tmpdir()"


class Reading(NamedTuple):
    """Bytes of the server's log, and rows written by OID of the table, since the last one."""

    wal: int
    written: Mapping[int, int]


class Gauge:
    """Reads through a footprint's session; what it read last is kept to tell the difference."""

    def __init__(self, footprint: Footprint) -> None:
        self._query = footprint.query
        self._footprint = footprint
        self.indexes: dict[tuple[int, str], int] = {}
        self.forget()

    def forget(self) -> None:
        """A transaction begins: it has written nothing."""
        self._written: Counter[int] = Counter()

    def begin(self) -> None:
        """A migration begins."""
        self.forget()
        self.indexes = self._indexes(self._footprint.names)
        self.lsn = self._lsn()

    def full_pages(self) -> bool:
        """Whether the server's log holds whole pages, as production's does."""
        return bool(self._query(SETTINGS)[0][0])

    def shared(self) -> bool:
        """Whether sessions of other databases are at work on the server right now."""
        return bool(self._query(OTHERS)[0][0])

    def inside(self) -> Reading:
        """Since the last reading, in the open transaction."""
        found = dict(self._query(WRITTEN))
        lsn, self.lsn = self.lsn, found.pop(0)
        written = Counter({oid: rows for oid, rows in found.items() if rows})
        before, self._written = self._written, written
        return Reading(self.lsn - lsn, written - before)

    def outside(self) -> int:
        """Bytes of log since the last reading, between transactions."""
        lsn, self.lsn = self.lsn, self._lsn()
        return self.lsn - lsn

    def totals(self) -> Counter[int]:
        """Rows ever written by table, read between transactions."""
        self._query(FLUSH)
        return Counter(dict(self._query(TOTALS, [list(self._footprint.names)])))

    def rebuilt(self, tables: Collection[int]) -> list[tuple[int, str]]:
        """The indexes of these tables that were built anew since the last reading."""
        now = self._indexes(tables)
        found = [key for key, file in now.items() if self.indexes.get(key, file) != file]
        self.indexes |= now
        return found

    def _lsn(self) -> int:
        return int(self._query(LSN)[0][0])

    def _indexes(self, tables: Collection[int]) -> dict[tuple[int, str], int]:
        rows = self._query(INDEXES, [list(tables)])
        return {(table, name): file for table, name, file in rows}


def disk_bytes(session: psycopg.Connection[Any]) -> int:
    """Now, in bytes; a cluster's other databases may have a part in the temporary files."""
    cursor = psycopg.Cursor(session)
    size, may_look = cursor.execute(SIZE).fetchone() or (0, False)
    if not may_look:
        return int(size)
    (temporary,) = cursor.execute(TEMPORARY).fetchone() or (0,)
    return int(size) + int(temporary)
