"""Rewrites: PostgreSQL tells by an event trigger which table it writes anew, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors

from migration_safety.core.trial.costs.cost import EMPTIED
from migration_safety.databases.postgresql.observe.control import keyword

# It reports by INFO, which reaches the client whatever client_min_messages says, so that
# nothing is written.  It has a schema of its own, which is gone before anybody takes a portrait.
SCHEMA = "migration_safety_trace"
MARK = "migration_safety table_rewrite"
CREATE = f"""
    CREATE SCHEMA {SCHEMA};
    CREATE FUNCTION {SCHEMA}.tell() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE INFO '{MARK} % %', pg_event_trigger_table_rewrite_oid(),
            pg_event_trigger_table_rewrite_reason();
    END $$;
    CREATE EVENT TRIGGER {SCHEMA} ON table_rewrite EXECUTE FUNCTION {SCHEMA}.tell();
"""
DROP = f"""
    DROP EVENT TRIGGER IF EXISTS {SCHEMA};
    DROP SCHEMA IF EXISTS {SCHEMA} CASCADE;
"""

# The bits of pg_event_trigger_table_rewrite_reason(), as in src/include/commands/event_trigger.h:
# https://www.postgresql.org/docs/current/functions-event-triggers.html
REASONS = {
    1: "LOGGED or UNLOGGED changed",
    2: "a column's default differs from row to row",
    4: "a column's type changed",
    8: "the access method changed",
}
# What writes a relation anew without that event, by its first word.
COMMANDS = {
    "TRUNCATE": EMPTIED,
    "CLUSTER": "CLUSTER",
    "VACUUM": "VACUUM FULL",
    "REFRESH": "REFRESH MATERIALIZED VIEW",
}
UNTOLD = "it has another file than before"


@contextmanager
def telling(
    session: psycopg.Connection[Any], other: Callable[[], psycopg.Connection[Any]]
) -> Iterator[bool]:
    """Have the database of that session tell rewrites; yields False where the role may not.

    Should the session be lost meanwhile, the `other` one clears up.
    """
    try:
        session.execute((DROP + CREATE).encode())
    except errors.InsufficientPrivilege:
        yield False
        return
    try:
        yield True
    finally:
        _clear_up(session if not _lost(session) else other())


def _lost(session: psycopg.Connection[Any]) -> bool:
    try:
        session.execute(b"SELECT")
    except psycopg.OperationalError:
        return True
    return False


def _clear_up(session: psycopg.Connection[Any]) -> None:
    """Where the server is gone there is nothing to clear up."""
    with suppress(psycopg.OperationalError):
        session.execute(DROP.encode())


class Told:
    """Listens to a session: what it was told of rewrites since it was last asked."""

    def __init__(self) -> None:
        self._found: dict[int, int] = {}

    def __call__(self, notice: psycopg.errors.Diagnostic) -> None:
        """A notice has come with a statement."""
        said = notice.message_primary or ""
        if said.startswith(MARK):
            oid, reason = map(int, said.removeprefix(MARK).split())
            self._found[oid] = self._found.get(oid, 0) | reason

    def take(self) -> dict[int, int]:
        """The bits of reasons by OID of the table."""
        found, self._found = self._found, {}
        return found


def words(reason: int, sql: str) -> str:
    """Why a table was written anew; 0 where the server did not tell."""
    told = [text for bit, text in REASONS.items() if reason & bit]
    return ", ".join(told) or COMMANDS.get(keyword(sql), UNTOLD)
