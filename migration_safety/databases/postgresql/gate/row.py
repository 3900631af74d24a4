"""The row of the gate: made, read, turned by compare-and-set, and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.deploying.patience import lock_limit
from migration_safety.databases.postgresql.deploying.schema import create, drop_if_empty
from migration_safety.errors import GateError

# The lock comes first: two drivers must not make it at once.  Turning it must outlive a crash,
# whatever the role has set, and go on under a fence that makes sessions read-only.
BEGIN = "SELECT pg_advisory_xact_lock(hashtext('migration_safety_deploy'))"
DURABLE = "SET LOCAL synchronous_commit = on"
WRITING = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE"
TABLE = """
    CREATE TABLE IF NOT EXISTS migration_safety_deploy.gate (
        singular boolean PRIMARY KEY DEFAULT true CHECK (singular),
        mode text NOT NULL CHECK (mode IN ('open', 'hold', 'refuse')),
        epoch bigint NOT NULL DEFAULT 1,
        changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        installed_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
"""
FIRST = "INSERT INTO migration_safety_deploy.gate (mode) VALUES (%s) ON CONFLICT DO NOTHING"
USAGE = "GRANT USAGE ON SCHEMA migration_safety_deploy TO {}"
SELECT = "GRANT SELECT ON migration_safety_deploy.gate TO {}"
READ = "SELECT mode, epoch FROM migration_safety_deploy.gate"
AGE = """
    SELECT extract(epoch FROM clock_timestamp() - installed_at)::float8
    FROM migration_safety_deploy.gate
"""
TURN = """
    UPDATE migration_safety_deploy.gate
    SET mode = %s, epoch = epoch + 1, changed_at = clock_timestamp()
    WHERE mode = %s AND epoch = %s RETURNING mode, epoch
"""
DROP = "DROP TABLE IF EXISTS migration_safety_deploy.gate"
BLIND = """
    SELECT r.rolname
    FROM pg_catalog.pg_roles AS r,
        pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = 'migration_safety_deploy' AND c.relname = 'gate' AND r.rolname = ANY(%s)
      AND NOT (has_schema_privilege(r.oid, n.oid, 'USAGE')
          AND has_table_privilege(r.oid, c.oid, 'SELECT'))
    ORDER BY 1
"""


class Mode(StrEnum):
    """open: enter; hold: wait outside; refuse: go to the other colour."""

    OPEN = "open"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Gate:
    """The row as it was seen; every turn makes `epoch` one greater."""

    mode: Mode
    epoch: int


def install(connection: psycopg.Connection, roles: Sequence[str], mode: Mode = Mode.OPEN) -> Gate:
    """Make the gate, in that mode, for the roles of the application; one that is there stays.

    Its table is made as long before a switch as the longest request takes, and then some: see
    `age`.  The role that installs it owns it; the others may read it.  Returns it as it is.
    """
    with connection.transaction():
        connection.execute(WRITING)
        connection.execute(BEGIN)
        create(connection)
        connection.execute(TABLE)
        connection.execute(FIRST, [mode])
        for role in roles:
            for grant in (USAGE, SELECT):
                connection.execute(sql.SQL(grant).format(sql.Identifier(role)))
    return read(connection)


def installed(connection: psycopg.Connection) -> bool:
    """Whether it is there."""
    found = connection.execute("SELECT to_regclass('migration_safety_deploy.gate') IS NOT NULL")
    return bool((found.fetchone() or [False])[0])


def read(connection: psycopg.Connection) -> Gate:
    """What it says now.  Raises GateError where there is none."""
    if not installed(connection):
        raise _missing()
    row = connection.execute(READ).fetchone()
    if row is None:
        raise _missing()
    return Gate(Mode(row[0]), row[1])


def age(connection: psycopg.Connection) -> float:
    """Seconds since it was made, by the server's clock.

    A process of the application looks for a gate once in GATE_LOOK seconds (settings), and a
    request that began before is not inside: before so many seconds and the longest request have
    passed, the barrier has not seen everybody.
    """
    if not installed(connection) or (row := connection.execute(AGE).fetchone()) is None:
        raise _missing()
    return float(row[0])


def turn(connection: psycopg.Connection, seen: Gate, mode: Mode) -> Gate:
    """Compare and set: to `mode`, if it is still as it was seen.  Durable when this returns.

    To the same mode it moves the epoch alone, which shuts out whoever has seen it before.
    Raises GateError where somebody has turned it since; nothing was changed then.
    """
    with connection.transaction():
        connection.execute(WRITING)
        connection.execute(DURABLE)
        row = connection.execute(TURN, [mode, seen.mode, seen.epoch]).fetchone()
    if row is None:
        now = read(connection)
        raise GateError(
            f"The gate is {now.mode} at epoch {now.epoch}, no longer {seen.mode} at {seen.epoch}.",
            "Somebody else has turned it: look at --status before going on.",
        )
    return Gate(Mode(row[0]), row[1])


def blind(connection: psycopg.Connection, roles: Sequence[str]) -> list[str]:
    """Those of the roles that cannot read it: their requests would not be gated."""
    return [row[0] for row in connection.execute(BLIND, [list(roles)]).fetchall()]


def remove(connection: psycopg.Connection, *, lock: float = 1.0) -> None:
    """Take it away, and the schema with it unless somebody else keeps something there.

    Every request reads it, and would wait behind us: so we wait for no pg_dump.  Raises
    DeadlineError.
    """
    with lock_limit(connection, "The gate's table", lock=lock), connection.transaction():
        connection.execute(WRITING)
        connection.execute(DROP)
        drop_if_empty(connection)


def _missing() -> GateError:
    return GateError("There is no gate on this side.", "It is installed by the state `armed`.")
