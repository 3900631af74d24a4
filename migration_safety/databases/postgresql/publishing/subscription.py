"""Subscriptions: one side follows the other, through a slot that was made before."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.deploying.quiet import quiet
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.errors import DeadlineError, RefusedError

# Text, for types may differ; no streaming of open transactions: triggers see whole ones.
OPTIONS = {
    "create_slot": "false",
    "binary": "false",
    "streaming": "off",
    "two_phase": "false",
}
ORIGINS_FROM = 160_000
CREATE = "CREATE SUBSCRIPTION {} CONNECTION {} PUBLICATION {} WITH ({})"
STATE = """
    SELECT s.oid::bigint, subenabled, coalesce(subslotname::text, ''), subsynccommit,
        (SELECT pid FROM pg_stat_subscription AS w WHERE w.subid = s.oid AND relid IS NULL
            AND coalesce(to_jsonb(w) ->> 'worker_type', 'apply') = 'apply' LIMIT 1),
        (SELECT count(*) FROM pg_stat_subscription AS w WHERE w.subid = s.oid AND pid IS NOT NULL),
        subpublications::text[]
    FROM pg_subscription AS s JOIN pg_database AS d ON d.oid = subdbid
    WHERE datname = current_database() AND subname = %s
"""


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """`worker` is the process that applies, None where none does now; `workers` are all of them,
    those that copy included; `commit` is its synchronous_commit."""

    oid: int
    enabled: bool
    slot: str
    commit: str
    worker: int | None
    workers: int
    publications: tuple[str, ...]


def subscription_state(connection: psycopg.Connection, name: str) -> SubscriptionState | None:
    """How a subscription of this database stands, None where there is none."""
    row = connection.execute(STATE, [name]).fetchone()
    if row is None:
        return None
    oid, enabled, slot, commit, worker, workers, publications = row
    return SubscriptionState(oid, enabled, slot, commit, worker, workers, tuple(publications))


def subscribe(
    connection: psycopg.Connection,
    name: str,
    *,
    publisher: str,
    publication: str,
    slot: str,
    copy: bool,
    enabled: bool = True,
) -> None:
    """Follow a publication through a slot that exists, unless that is done already.

    `publisher` is the address as this server reaches it: it stays in its catalog, where
    superusers read it; a password file of the server's keeps a password out.  `copy`: what is
    there is copied first, and an error disables it then.  16 and newer: only what was written
    there (origin = none).  Raises RefusedError.
    """
    if subscription_state(connection, name):
        return
    # Also the publisher's crash is an error: only a first copy, which would begin from nothing
    # again and again, is not tried on.
    once = ("copy_data", "disable_on_error")
    options = OPTIONS | dict.fromkeys(once, str(copy).lower())
    options["enabled"] = str(enabled).lower()
    if connection.info.server_version >= ORIGINS_FROM:
        options["origin"] = "none"
    listed = [_option(option, value) for option, value in options.items()]
    command = sql.SQL(CREATE).format(
        sql.Identifier(name),
        sql.Literal(publisher),
        sql.Identifier(publication),
        sql.SQL(", ").join([_option("slot_name", slot), *listed]),
    )
    try:
        with quiet(connection):
            connection.execute(command)
    except (
        errors.ConnectionFailure,
        errors.UndefinedTable,
        errors.ObjectNotInPrerequisiteState,
        errors.ProhibitedSqlStatementAttempted,
    ) as e:
        raise _refused(e) from None


def enable(connection: psycopg.Connection, name: str) -> None:
    """Let it apply; its worker starts by itself soon."""
    _alter(connection, name, sql.SQL("ENABLE"))


def disable(connection: psycopg.Connection, name: str, *, within: float = 10.0) -> None:
    """Let it apply nothing more, and wait until its workers are gone.

    Does nothing where there is no subscription.  Raises DeadlineError.
    """
    if subscription_state(connection, name) is None:
        return
    _alter(connection, name, sql.SQL("DISABLE"))
    if not wait_until(lambda: not _busy(connection, name), within=within):
        raise DeadlineError(
            f"The workers of subscription {name} have not ended within {within:g} s.",
            "See pg_stat_subscription; a worker that waits for a lock ends when it gets it.",
        )


def set_commit(connection: psycopg.Connection, name: str, *, synchronous: bool) -> None:
    """Whether it confirms at once what it has applied; its worker starts anew for that.

    Off, a confirmation comes some 200 ms later: on is for the time around a switch.
    """
    value = sql.Literal("on" if synchronous else "off")
    _alter(connection, name, sql.SQL("SET (synchronous_commit = {})").format(value))


def keep_trying(connection: psycopg.Connection, name: str) -> None:
    """Let it try again after an error, as long as it takes: a publisher that crashed comes back.

    What cannot be applied stops it all the same, at that change, and is counted at each try.
    """
    _alter(connection, name, sql.SQL("SET (disable_on_error = false)"))


def unsubscribe(connection: psycopg.Connection, name: str, *, within: float = 10.0) -> None:
    """Drop a subscription, where there is one.  Its slot stays: it is the publisher's to drop."""
    state = subscription_state(connection, name)
    if state is None:
        return
    disable(connection, name, within=within)
    if state.slot:
        _alter(connection, name, sql.SQL("SET (slot_name = NONE)"))
    connection.execute(sql.SQL("DROP SUBSCRIPTION {}").format(sql.Identifier(name)))


def _alter(connection: psycopg.Connection, name: str, how: sql.Composable) -> None:
    connection.execute(sql.SQL("ALTER SUBSCRIPTION {} {}").format(sql.Identifier(name), how))


def _busy(connection: psycopg.Connection, name: str) -> bool:
    state = subscription_state(connection, name)
    return state is not None and state.workers > 0


def _option(name: str, value: str) -> sql.Composed:
    return sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value))


def _refused(error: psycopg.Error) -> RefusedError:
    """libpq's words about an address tell its parts; only those of the other server are kept."""
    said = error.diag.message_primary or ""
    if isinstance(error, errors.ConnectionFailure):
        fatal = said.partition("FATAL:")[2].strip().partition("\n")[0]
        return RefusedError(
            f"This server cannot reach the other one: {fatal or 'nothing answers there'}.",
            "Tell it how: MIGRATION_SAFETY_BLUE_FROM_GREEN, or ..._GREEN_FROM_BLUE; and look at its"
            " password file and at the other's pg_hba.conf.",
        )
    if isinstance(error, errors.ProhibitedSqlStatementAttempted):
        return RefusedError(
            f"Who is no superuser subscribes with a password alone: {said}.",
            "Give it in MIGRATION_SAFETY_BLUE_FROM_GREEN and ..._GREEN_FROM_BLUE, and let the"
            " other's pg_hba.conf ask for it.",
        )
    return RefusedError(f"The publication cannot be followed: {said}.", "Compare both schemas.")
