"""The watcher: a second session that sees the locks of a statement no transaction can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from migration_safety.databases.postgresql.locks import BY_MODE
from migration_safety.databases.postgresql.observe.control import keyword
from migration_safety.interruption.threads import join, start, tell

TABLES = """
    SELECT n.nspname, c.relname
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = ANY(%s) AND c.relkind IN ('r', 'p') AND (c.relispartition OR NOT %s)
"""
LOCKS = """
    SELECT coalesce(relation, 0)::bigint, mode, locktype, granted
    FROM pg_locks WHERE pid = %s
"""

# First keyword of a statement -> the lock that it waits for, and whether only partitions are
# to be locked.  VACUUM waits for no writer but for what would change the table's shape;
# DETACH PARTITION CONCURRENTLY locks the partition last, and strongest.
GUARDS = {"VACUUM": ("SHARE UPDATE EXCLUSIVE", False), "ALTER": ("ACCESS SHARE", True)}
WRITER = ("ROW EXCLUSIVE", False)

PAUSE = 0.0005
# A statement waits within milliseconds; the bound is for one that does not wait at all.
LONGEST = 20.0

Locks = dict[int, set[str]]


class Watcher:
    """Makes a statement wait for a moment, and sees what it holds or asks for while it does.

    Before it builds, CREATE INDEX CONCURRENTLY waits for the writers of its table, and so
    does its kind: the watcher is such a writer, of every table.  Once the statement is
    seen waiting, the watcher ends its transaction and the statement goes on.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._second = connection.copy()

    def close(self) -> None:
        """End the second session."""
        self._second.close()

    @contextmanager
    def over(self, backend: int, tables: Iterable[int], statement: str) -> Iterator[Locks]:
        """Watch a statement that another session runs meanwhile; yields what comes to be seen."""
        self._second.ensure_connection()
        session: psycopg.Connection[Any] = self._second.connection
        seen: Locks = {}
        done = Event()
        _hold(session, list(tables), *GUARDS.get(keyword(statement), WRITER))
        thread = Thread(target=_watch, args=(session, backend, seen, done), daemon=True)
        start(thread)
        try:
            yield seen
        finally:
            tell(done)
            join(thread)


def _hold(session: psycopg.Connection[Any], tables: list[int], mode: str, partitions: bool) -> None:
    names = session.execute(TABLES, [tables, partitions]).fetchall()
    session.execute("BEGIN")
    if names:
        each = (sql.SQL("ONLY {}").format(sql.Identifier(*name)) for name in names)
        lock = sql.SQL("LOCK TABLE {} IN {} MODE")
        session.execute(lock.format(sql.SQL(", ").join(each), sql.SQL(mode)))


def _watch(session: psycopg.Connection[Any], backend: int, seen: Locks, done: Event) -> None:
    end = monotonic() + LONGEST
    try:
        while not done.wait(PAUSE) and monotonic() < end:
            locks = session.execute(LOCKS, [backend]).fetchall()
            if any(not granted for *_, granted in locks):
                for relation, mode, kind, _ in locks:
                    if kind == "relation":
                        seen.setdefault(relation, set()).add(BY_MODE[mode])
                break
        session.execute("ROLLBACK")
    except psycopg.Error:
        # The server is gone, which ends the statement too, and that is where it is told.
        session.close()
