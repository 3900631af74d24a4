"""Frozen: blue's schema stays as it is, for what it becomes would not reach green."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.databases.postgresql.publishing.freeze import freeze, frozen, schema_of, thaw
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.making import green_ready
from migration_safety.flows.blue_green.states.making.stream import shimmed

NAME = "frozen"
# Without a superuser there is no event trigger: changes are then only found, not refused.
WATCHED = "watch"


def check(run: Run) -> None:
    """Blue's schema is still the one that green was made of."""
    refuse_drift(run)


def act(run: Run) -> None:
    """Refuse changes from now on; one that slipped in before is found."""
    if run.options.get("freeze") != WATCHED:
        freeze(run.blue.connection, lock=run.limits.lock)
    refuse_drift(run)


def done(run: Run) -> bool:
    """Blue refuses changes."""
    return run.options.get("freeze") == WATCHED or frozen(run.blue.connection)


def undo(run: Run) -> None:
    """Let everybody change it again."""
    thaw(run.blue.connection)


def script(run: Run) -> Iterator[str]:
    """What would be sent."""
    yield "blue: CREATE EVENT TRIGGER migration_safety_freeze_ddl ON ddl_command_end ...;"
    yield "blue: CREATE EVENT TRIGGER migration_safety_freeze_drop ON sql_drop ...;"


def refuse_drift(run: Run) -> None:
    """Raises RefusedError where blue's schema has changed since green was made of it.

    Tables that the plan's own shims change on blue are left out.
    """
    known = run.journal.recall(green_ready.NAME).get("schema", "")
    if known and schema_of(run.blue.connection, without=shimmed(run)).digest != known:
        raise RefusedError(
            "Blue's schema has changed since green was made of it.",
            "What changed is not on green: --abort, and make green again.",
        )


FROZEN = State(
    NAME,
    "freeze blue's schema",
    act,
    done,
    check,
    undo,
    script,
    undoing="let everybody change blue's schema again",
)
