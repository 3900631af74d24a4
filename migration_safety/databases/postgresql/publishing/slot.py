"""Replication slots: what keeps WAL until the other side has it, and may fill the disk."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import errors

from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.errors import DeadlineError, DeploymentError, RefusedError

PLUGIN = "pgoutput"
# A column that later versions have is NULL elsewhere.
STATE = """
    SELECT slot_name, active, wal_status, pg_wal_lsn_diff(here, restart_lsn)::bigint,
        safe_wal_size, pg_wal_lsn_diff(here, confirmed_flush_lsn)::bigint,
        confirmed_flush_lsn::text, coalesce(to_jsonb(s) ->> 'invalidation_reason', '')
    FROM pg_replication_slots AS s, pg_current_wal_lsn() AS here
    WHERE slot_name = %s AND database = current_database()
"""
ROOM = """
    SELECT current_setting('wal_level'), current_setting('max_replication_slots')::int
        - (SELECT count(*) FROM pg_replication_slots)
"""
# It waits for all transactions that have written and not ended, in all databases.
IN_THE_WAY = """
    SELECT format('pid %s (%s)', pid, application_name) FROM pg_stat_activity
    WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
    UNION ALL SELECT format('prepared transaction %L', gid) FROM pg_prepared_xacts
"""
CREATE = "SELECT pg_create_logical_replication_slot(%s, %s)"
# Names of slots are those of the whole server, plans of equal databases are equal.
END = """
    SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots
    WHERE slot_name = %s AND database = current_database() AND active_pid IS NOT NULL
"""
DROP = """
    SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
    WHERE slot_name = %s AND database = current_database()
"""
# Those that workers make for the first copy, which bear the names of green's own objects.
COPYING = """
    SELECT slot_name FROM pg_replication_slots
    WHERE starts_with(slot_name, %s) AND slot_name LIKE '%%\\_sync\\_%%'
        AND slot_name LIKE %s
"""


@dataclass(frozen=True, slots=True)
class SlotState:
    """`status` is pg_replication_slots.wal_status: reserved, extended, unreserved or lost.

    `retained` and `lag` are bytes of WAL: kept on disk for the slot, and not yet confirmed by
    the other side; `room` are those until the slot is given up, None for no such limit.
    """

    name: str
    active: bool
    status: str
    retained: int
    room: int | None
    lag: int
    confirmed: str
    invalidation: str

    @property
    def usable(self) -> bool:
        """Whether all that its subscriber has not got is still there."""
        return self.status != "lost" and not self.invalidation


def slot_state(connection: psycopg.Connection, name: str) -> SlotState | None:
    """How a slot of this database stands, None where there is none."""
    row = connection.execute(STATE, [name]).fetchone()
    if row is None:
        return None
    named, active, status, retained, room, lag, confirmed, invalidation = row
    # A slot that was given up keeps nothing.
    return SlotState(
        *(named, active, status or "lost", retained or 0, room, lag or 0, confirmed or ""),
        invalidation,
    )


def create_slot(connection: psycopg.Connection, name: str, *, within: float = 30.0) -> None:
    """Make a logical slot, unless it is there.

    It waits until the transactions that are writing have ended.  Raises RefusedError,
    DeadlineError.
    """
    if slot_state(connection, name):
        return
    refuse_no_slots(connection)
    try:
        with connection.transaction():
            limit = f"{int(within * 1000)}ms"
            connection.execute("SELECT set_config('statement_timeout', %s, true)", [limit])
            connection.execute(CREATE, [name, PLUGIN])
    except errors.ConfigurationLimitExceeded:
        raise _none_left() from None
    except errors.DuplicateObject:
        raise RefusedError(
            f"Another database of the server has a slot {name}: it is deployed by an equal plan.",
            "Deploy the databases of one server one after the other.",
        ) from None
    except errors.QueryCanceled:
        raise _overdue(connection, name, within) from None


def refuse_no_slots(connection: psycopg.Connection) -> None:
    """Raises RefusedError where the server cannot make one more logical slot."""
    level, free = connection.execute(ROOM).fetchone() or ("unknown", 0)
    if level != "logical":
        raise RefusedError(
            f"The server's wal_level is {level}, not logical.",
            "ALTER SYSTEM SET wal_level = logical, and restart it at a quiet hour.",
        )
    if free <= 0:
        raise _none_left()


def drop_slot(connection: psycopg.Connection, name: str, *, within: float = 10.0) -> None:
    """Drop a slot, where there is one, ending the session that reads it."""

    def dropped() -> bool:
        try:
            connection.execute(DROP, [name])
        except errors.ObjectInUse:
            connection.execute(END, [name])
            return False
        except errors.UndefinedObject:
            # Its last reader dropped it meanwhile.
            pass
        return True

    if not wait_until(dropped, within=within):
        raise DeploymentError(
            f"The slot {name} is read by a session that does not end.",
            f"Drop it by hand, or it keeps WAL: SELECT pg_drop_replication_slot('{name}').",
        )


def copying_slots(connection: psycopg.Connection, *, subscription: int, system: str) -> list[str]:
    """Slots on the publisher that a first copy has left: by the subscription's OID and the
    identifier of its server's system (pg_control_system)."""
    rows = connection.execute(COPYING, [f"pg_{subscription}_", f"%\\_{system}"])
    return [name for (name,) in rows]


def _none_left() -> RefusedError:
    return RefusedError(
        "The server has no replication slot left.",
        "Raise max_replication_slots, or drop one of pg_replication_slots that nobody uses.",
    )


def _overdue(connection: psycopg.Connection, name: str, within: float) -> DeadlineError:
    others = [other for (other,) in connection.execute(IN_THE_WAY)]
    return DeadlineError(
        f"The slot {name} waited {within:g} s for open transactions: {few(others) or 'ended now'}.",
        "Wait until they have ended, or end them, then run the step again.",
    )
