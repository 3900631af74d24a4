"""A copy of a run's journal on a side, for the day on which the state directory is lost."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from migration_safety.databases.postgresql.deploying.patience import limit_locks, lock_limit
from migration_safety.databases.postgresql.deploying.schema import create, drop_if_empty
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import ReachError

TABLE = """
    CREATE TABLE IF NOT EXISTS migration_safety_deploy.journal (
        digest text NOT NULL, number integer NOT NULL, line text NOT NULL,
        PRIMARY KEY (digest, number)
    )"""
# Seconds.  It must not hold up a switch.
LOCK = 1.0
CLEAR = "DELETE FROM migration_safety_deploy.journal WHERE digest = %s"
WRITE = """
    INSERT INTO migration_safety_deploy.journal (digest, number, line)
    SELECT %s, given.number, given.line
      FROM unnest(%s::text[]) WITH ORDINALITY AS given (line, number)"""
READ = "SELECT line FROM migration_safety_deploy.journal WHERE digest = %s ORDER BY number"


def write(side: Side, digest: str, lines: Sequence[str]) -> bool:
    """Put these lines in place of what it had; where there are none nothing stays.  False where
    the side does not answer, or takes nothing: the journal on its third place counts."""
    try:
        if not lines:
            forget(side, digest)
            return True
        with side.fresh() as connection, connection.transaction():
            limit_locks(connection, LOCK)
            create(connection)
            connection.execute(TABLE)
            connection.execute(CLEAR, [digest])
            connection.execute(WRITE, [digest, list(lines)])
    except (psycopg.Error, ReachError):
        return False
    return True


def read(side: Side, digest: str) -> tuple[str, ...]:
    """Its lines of that plan, none where there are none or the side does not answer."""
    try:
        with side.fresh() as connection:
            return tuple(line for (line,) in connection.execute(READ, (digest,)))
    except (psycopg.Error, ReachError):
        return ()


def forget(side: Side, digest: str) -> None:
    """Remove the copy of that plan's journal; table and schema go with the last of them.

    Raises DeadlineError.
    """
    with side.fresh() as connection, lock_limit(connection, "The journal's copy", lock=LOCK):
        found = connection.execute("SELECT to_regclass('migration_safety_deploy.journal')")
        if found.fetchone() == (None,):
            return
        connection.execute(CLEAR, [digest])
        if connection.execute("SELECT FROM migration_safety_deploy.journal LIMIT 1").rowcount == 0:
            connection.execute("DROP TABLE migration_safety_deploy.journal")
            drop_if_empty(connection)
