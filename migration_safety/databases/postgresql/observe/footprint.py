"""The footprint of a transaction: the locks it holds, the tables it wrote anew or read through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import psycopg

from migration_safety.core.effect import Effect
from migration_safety.databases.postgresql.locks import BLOCKS, BY_MODE, strongest

# pg_stat_get_xact_numscans counts sequential scans since the session's statistics were last
# flushed, which happens between transactions but not always: every reading forces the next
# flush, so that a transaction starts at zero.
RELATIONS = """
    SELECT c.oid::bigint, c.relfilenode::bigint,
           CASE WHEN pg_table_is_visible(c.oid) THEN c.relname
                ELSE n.nspname || '.' || c.relname END
    FROM (SELECT pg_stat_force_next_flush()) AS forced,
         pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f')
      AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
"""
HELD = """
    SELECT relation::bigint, mode, pg_relation_filenode(relation)::bigint,
           pg_stat_get_xact_numscans(relation)
    FROM (SELECT pg_stat_force_next_flush()) AS forced, pg_locks
    WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation BETWEEN 16384 AND $1
"""

# Prepared, for they are run all the time and planning takes longer than running.
PREPARE = (
    f"PREPARE migration_safety_relations AS {RELATIONS}",
    f"PREPARE migration_safety_held (oid) AS {HELD}",
)
PREPARED = "SELECT FROM pg_prepared_statements WHERE name = 'migration_safety_held'"
FLUSH = "SELECT pg_stat_force_next_flush()"
TOTALS = """
    SELECT oid::bigint, relfilenode::bigint, pg_stat_get_numscans(oid)
    FROM pg_class WHERE oid = ANY(%s)
"""


class Footprint:
    """What a session's open transaction has done to the relations that were there before.

    Every reading is one query on the session itself, and yields the difference to the
    reading before it.
    """

    def __init__(self, session: psycopg.Connection[Any]) -> None:
        self.session = session
        self.names: dict[int, str] = {}
        # A rewrite gives a table a file that it never had; a rollback gives back an old one.
        self.files: dict[int, set[int]] = {}
        self.forget()
        self.prepare()

    def prepare(self) -> None:
        """Prepare the query, again after a statement that may have dropped it."""
        if not self.query(PREPARED):
            for statement in PREPARE:
                self.session.execute(statement.encode())

    def forget(self) -> None:
        """A new transaction begins: it holds nothing."""
        self.held: dict[int, set[str]] = {}
        self.scans: dict[int, int] = {}

    def begin(self) -> None:
        """A migration begins: note the relations that exist, between transactions."""
        rows = self.query("EXECUTE migration_safety_relations")
        self.names = {oid: name for oid, _, name in rows}
        self.files = {oid: {file} for oid, file, _ in rows}
        self.forget()

    def rename(self) -> None:
        """A statement has renamed relations: the next ones meet them under the new names."""
        rows = self.query("EXECUTE migration_safety_relations")
        self.names |= {oid: name for oid, _, name in rows if oid in self.names}

    def step(self, seconds: float) -> tuple[Effect, ...]:
        """What the transaction has done since the last reading."""
        if not self.names:
            return ()
        held: dict[int, set[str]] = {}
        facts: dict[int, tuple[int | None, int]] = {}
        for oid, mode, file, scans in self.query(
            "EXECUTE migration_safety_held (%s)", [max(self.names)]
        ):
            if oid in self.names:
                held.setdefault(oid, set()).add(BY_MODE[mode])
                facts[oid] = (file, scans)
        effects = self._effects(held, facts, self.scans, seconds)
        self.held = held
        self.scans = {oid: scans for oid, (_, scans) in facts.items()}
        return effects

    def totals(self) -> dict[int, tuple[int, int]]:
        """The file and the number of scans of each relation, read between transactions."""
        self.query(FLUSH)
        rows = self.query(TOTALS, [list(self.names)])
        return {oid: (file, scans) for oid, file, scans in rows}

    def watched(
        self,
        seen: Mapping[int, set[str]],
        before: Mapping[int, tuple[int, int]],
        seconds: float,
    ) -> tuple[Effect, ...]:
        """What a statement has done whose locks another session saw."""
        self.forget()
        held = {oid: locks for oid, locks in seen.items() if oid in self.names}
        scans = {oid: count for oid, (_, count) in before.items()}
        # The counters are the whole server's: another session's work may be told late.
        totals = {oid: now for oid, now in self.totals().items() if oid in held or not held}
        effects = self._effects(held, totals, scans, seconds)
        self.held = held
        return effects

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """All (table, lock) held."""
        return tuple(
            sorted((self.names[oid], lock) for oid, locks in self.held.items() for lock in locks)
        )

    def _effects(
        self,
        held: Mapping[int, set[str]],
        facts: Mapping[int, tuple[int | None, int]],
        scans: Mapping[int, int],
        seconds: float,
    ) -> tuple[Effect, ...]:
        found = []
        for oid in sorted({*held, *facts}):
            file, count = facts.get(oid, (None, 0))
            taken = held.get(oid, set()) - self.held.get(oid, set())
            rewrites = file is not None and file not in self.files[oid]
            scanned = count > scans.get(oid, 0)
            if file is not None:
                self.files[oid].add(file)
            if taken or rewrites or scanned:
                # Work under a lock that an earlier statement took is done under that lock;
                # a rewrite always is, whatever weaker lock its index builds take as well.
                newly = taken if taken and not rewrites else held.get(oid, ())
                lock = strongest(newly) or "ACCESS SHARE"
                found.append(_effect(self.names[oid], lock, rewrites, scanned, seconds))
        return tuple(sorted(found, key=lambda effect: effect.table))

    def query(self, query: str, parameters: Iterable[Any] = ()) -> list[Any]:
        """Run a query of ours, past Django's wrappers."""
        cursor = psycopg.ClientCursor(self.session)
        return cursor.execute(query.encode(), list(parameters) or None).fetchall()


def _effect(table: str, lock: str, rewrites: bool, scans: bool, seconds: float) -> Effect:
    return Effect(table, lock, BLOCKS[lock], rewrites, scans, seconds=seconds, witness="observed")
