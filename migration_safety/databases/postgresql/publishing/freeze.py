"""Keeping a side's schema as it is while rows flow: an event trigger, and what it is seen by."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
from psycopg import errors

from migration_safety.core.trial.schema.portrait import Fact, Portrait
from migration_safety.databases.postgresql.deploying.patience import limit_locks
from migration_safety.databases.postgresql.deploying.schema import SCHEMA, create, drop_if_empty
from migration_safety.databases.postgresql.portrait.portrait import portrait
from migration_safety.errors import DeadlineError, RefusedError

TRIGGERS = ("migration_safety_freeze_ddl", "migration_safety_freeze_drop")
# What a session makes for itself alone is nobody's schema; extensions make what they make.
FREEZE = f"""
    GRANT USAGE ON SCHEMA {SCHEMA} TO public;
    CREATE OR REPLACE FUNCTION {SCHEMA}.refuse_ddl() RETURNS event_trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
    BEGIN
        IF current_setting('migration_safety.ddl', true) = 'allowed' THEN
            RETURN;
        ELSIF TG_EVENT = 'ddl_command_end' AND NOT EXISTS (
            SELECT FROM pg_event_trigger_ddl_commands()
            WHERE coalesce(schema_name, '') NOT LIKE 'pg\\_temp%' AND NOT in_extension
                AND command_tag NOT IN ('REFRESH MATERIALIZED VIEW')) THEN
            RETURN;
        ELSIF TG_EVENT = 'sql_drop' AND NOT EXISTS (
            SELECT FROM pg_event_trigger_dropped_objects()
            WHERE NOT is_temporary AND coalesce(schema_name, '') NOT LIKE 'pg\\_t%temp%'
                AND object_type <> 'toast table') THEN
            RETURN;
        END IF;
        RAISE EXCEPTION 'the schema is frozen: a blue-green deployment is under way'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'Wait for its end, or take it back: manage.py plan_blue_green --abort.';
    END $$;
    DROP EVENT TRIGGER IF EXISTS {TRIGGERS[0]};
    DROP EVENT TRIGGER IF EXISTS {TRIGGERS[1]};
    CREATE EVENT TRIGGER {TRIGGERS[0]} ON ddl_command_end
        EXECUTE FUNCTION {SCHEMA}.refuse_ddl();
    CREATE EVENT TRIGGER {TRIGGERS[1]} ON sql_drop
        EXECUTE FUNCTION {SCHEMA}.refuse_ddl()
"""
THAW = f"""
    DROP EVENT TRIGGER IF EXISTS {TRIGGERS[0]};
    DROP EVENT TRIGGER IF EXISTS {TRIGGERS[1]};
    DROP FUNCTION IF EXISTS {SCHEMA}.refuse_ddl()
"""
FROZEN = """
    SELECT count(*) FROM pg_event_trigger WHERE evtname = ANY(%s) AND evtenabled IN ('O', 'A')
"""
ALLOWED = "SELECT coalesce(current_setting('migration_safety.ddl', true), '')"
ALLOW = "SELECT set_config('migration_safety.ddl', %s, false)"
# What a deployment itself makes and drops on both sides, and what every write moves.
OWN_KINDS = frozenset(
    {
        *("publication", "published table", "published schema", "subscription"),
        "setting of the database",
    }
)
# A sequence that has fallen behind its column; a materialised view that holds rows.
OF_ROWS = frozenset({"next value", "populated"})


def freeze(connection: psycopg.Connection, *, lock: float = 1.0) -> None:
    """Refuse every change of the schema to everybody but sessions with `allowed`.

    Temporary objects stay free.  Not seen: what no event trigger sees (roles, databases,
    tablespaces, TRUNCATE).  Raises RefusedError where the role may not, DeadlineError.
    """
    try:
        with allowed(connection), connection.transaction():
            limit_locks(connection, lock)
            create(connection)
            connection.execute(FREEZE.encode())
    except errors.InsufficientPrivilege:
        raise RefusedError(
            "The role may not make event triggers, so nothing can keep the schema as it is.",
            "Use a superuser, or MIGRATION_SAFETY_FREEZE=watch: they are found then, not refused.",
        ) from None
    except errors.LockNotAvailable:
        raise DeadlineError(
            f"The schema is being changed by somebody: waited {lock:g} s.",
            "Run the step again when that is done.",
        ) from None


def frozen(connection: psycopg.Connection) -> bool:
    """Whether changes of the schema are refused."""
    row = connection.execute(FROZEN, [list(TRIGGERS)]).fetchone()
    return row == (len(TRIGGERS),)


def thaw(connection: psycopg.Connection) -> None:
    """Let everybody change the schema again."""
    with allowed(connection), connection.transaction():
        connection.execute(THAW.encode())
        drop_if_empty(connection)


@contextmanager
def allowed(connection: psycopg.Connection) -> Iterator[None]:
    """Inside, this session may change a frozen schema: for a deployment's own objects."""
    (before,) = connection.execute(ALLOWED).fetchone() or ("",)
    connection.execute(ALLOW, ["allowed"])
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute(ALLOW, [before])


def schema_of(connection: psycopg.Connection, *, without: Collection[str] = ()) -> Portrait:
    """The schema without what a deployment makes; its `digest` tells whether it has changed.

    `without` are tables ("schema.name") that a deployment has changed itself.
    """
    found = portrait(connection)
    bare = {*without, *(each.partition(".")[2] for each in without)}
    facts = (fact for fact in found.facts if fact.table not in bare and not _own(fact))
    return Portrait(tuple(_still(fact) for fact in facts), found.unmodelled)


def _own(fact: Fact) -> bool:
    named = (fact.table, fact.name)
    ours = any(SCHEMA in each or each in TRIGGERS for each in named)
    return ours or fact.kind in OWN_KINDS


def _still(fact: Fact) -> Fact:
    """Without what rows do to it."""
    kept = tuple(each for each in fact.definition if each[0] not in OF_ROWS)
    return replace(fact, definition=kept)
