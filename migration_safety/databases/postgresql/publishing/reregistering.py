"""Let a subscription know tables as they are now, without a window in which rows are lost.

REFRESH PUBLICATION is refused while a subscription is disabled; between enabling and refreshing,
its worker skips what it does not know, without a word.  So a new subscription takes over the
slot, and begins where the old one has come to.
"""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.publishing.subscription import (
    SubscriptionState,
    disable,
    subscribe,
    subscription_state,
)
from migration_safety.errors import DeploymentError

# What is copied is as of a position of its own, which may lie after the last change applied.
REACHED = """
    SELECT coalesce(greatest(max(srsublsn), (SELECT remote_lsn FROM pg_replication_origin_status
        WHERE external_id = 'pg_' || %s::text)), '0/0')::text
    FROM pg_subscription_rel WHERE srsubid = %s
"""
# Nothing was copied or applied: the slot knows where to begin.
NOWHERE = "0/0"
UNFINISHED = "SELECT count(*) FROM pg_subscription_rel WHERE srsubid = %s AND srsubstate <> 'r'"
ADVANCE = "SELECT pg_replication_origin_advance('pg_' || %s::text, %s::pg_lsn)"


def halt(connection: psycopg.Connection, name: str, *, within: float = 10.0) -> str:
    """Disable a subscription, all of whose first copies are done; the position it has come to.

    To be asked before tables are changed: what is known of a table goes with the table.  Raises
    DeploymentError, DeadlineError.
    """
    disable(connection, name, within=within)
    oid = _present(connection, name).oid
    if _answer(connection, UNFINISHED, [oid]) != "0":
        raise DeploymentError(
            f"The first copy of a table of {name} is not done.", "Wait for it, or copy again."
        )
    return _answer(connection, REACHED, [oid, oid])


def reregister(connection: psycopg.Connection, name: str, *, publisher: str, at: str) -> None:
    """Make a halted subscription anew, disabled, on the slot that it has, to begin `at` a position.

    All in one transaction: broken off anywhere, the old one or the new one is there.  `publisher`
    is the address that it had, which only a superuser could read.  Raises DeploymentError.
    """
    state = _present(connection, name)
    alter = sql.SQL("ALTER SUBSCRIPTION {} SET (slot_name = NONE)").format(sql.Identifier(name))
    with connection.transaction():
        connection.execute(alter)
        connection.execute(sql.SQL("DROP SUBSCRIPTION {}").format(sql.Identifier(name)))
        subscribe(
            connection,
            name,
            publisher=publisher,
            publication=state.publications[0],
            slot=state.slot,
            copy=False,
            enabled=False,
        )
        if at != NOWHERE:
            connection.execute(ADVANCE, [_present(connection, name).oid, at])


def _present(connection: psycopg.Connection, name: str) -> SubscriptionState:
    if (state := subscription_state(connection, name)) is None:
        raise DeploymentError(f"There is no subscription {name}.", "Run the step that copies.")
    return state


def _answer(connection: psycopg.Connection, query: str, asked: Sequence[object]) -> str:
    row = connection.execute(query.encode(), asked).fetchone()
    return str(row[0]) if row else ""
