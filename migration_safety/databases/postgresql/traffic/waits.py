"""Who waits for whom: seen from a session beside the clients, while they run."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from threading import Event, Thread
from time import perf_counter
from typing import Any

import psycopg
from postgast import PgQueryError, normalize

from migration_safety.databases.postgresql.grammar import masked

PAUSE = 0.02
# Only of who waits it is asked for whom: that takes the lock manager's own locks.
BLOCKED = """
    WITH waiting AS MATERIALIZED (
        SELECT pid FROM pg_stat_activity WHERE pid = ANY(%(clients)s) AND wait_event_type = 'Lock')
    SELECT waiting.pid, activity.query
    FROM waiting, unnest(pg_blocking_pids(waiting.pid)) AS by (pid)
        JOIN pg_stat_activity AS activity ON activity.pid = by.pid
    WHERE activity.pid <> ALL(%(clients)s)
"""
CATALOG = re.compile(r"\bpg_(catalog|class|constraint|attribute|index)\b")
# Django writes values of rows into what it sends, where it is not told otherwise.
WITH_VALUES = ("INSERT", "UPDATE", "DELETE", "SELECT", "WITH", "MERGE")


class Waits(Thread):
    """Looks every few milliseconds, until `stop`.

    `seen` holds, of each session that waited, the moments and the last statements of whom it
    waited for.
    """

    def __init__(
        self, session: psycopg.Connection[Any], clients: Sequence[int], *, stop: Event
    ) -> None:
        super().__init__(daemon=True)
        self.session, self.clients, self.stop = session, list(clients), stop
        self.seen: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)

    def run(self) -> None:
        """As a thread; it ends with its session."""
        try:
            while not self.stop.wait(PAUSE):
                found = self.session.execute(BLOCKED, {"clients": self.clients}).fetchall()
                moment = perf_counter()
                for backend, query in found:
                    self.seen[backend].append((moment, query))
        except psycopg.Error:
            # The server is gone, and so is the migration, which tells it.
            return
        finally:
            self.session.close()

    def blamed(self, backend: int, begin: float, end: float) -> str:
        """What ran most often while a session was seen waiting in that time; "" where Django
        merely looked into the catalog, under locks that it had taken before."""
        found = Counter(
            sql
            for moment, sql in self.seen[backend]
            if begin <= moment <= end and not CATALOG.search(sql)
        )
        return _text(found.most_common(1)[0][0]) if found else ""


def _text(query: str) -> str:
    """Without values of rows; the server cuts what is long, which the grammar then rejects."""
    plain = " ".join(query.split())
    try:
        return normalize(plain) if plain.upper().startswith(WITH_VALUES) else masked(plain)
    except PgQueryError:
        return " ".join([*plain.split()[:3], "..."])
