"""A unit taken back, or forward once more, while one transaction may be held around it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import operations as django_operations

from migration_safety.errors import MigrationSafetyError
from migration_safety.reading.billing.tools import Stage, Tools
from migration_safety.reading.probing.signals import muted
from migration_safety.reading.replay.complaint import complaint
from migration_safety.reading.replay.passage import backward, forward
from migration_safety.reading.replay.unit import Unit


def go(unit: Unit, connection: BaseDatabaseWrapper, *, back: bool) -> str:
    """What stopped it, "" where nothing did.  Raises SandboxError where the server is lost."""
    order = list(enumerate(unit.migrations))
    for at, migration in reversed(order) if back else order:
        if connection.in_atomic_block:
            # Where each migration commits by itself, no trigger waits for the next one.
            connection.check_constraints()
        session, state = connection.connection, unit.states[at].clone()
        try:
            (backward if back else forward)(migration, state, connection)
        except MigrationSafetyError:
            raise
        except (Exception, SystemExit) as error:
            # PostgreSQL quotes the value that it cannot read at the end of its message.
            return complaint(error, migration, connection, session).partition(': "')[0]
    return ""


def by_code(unit: Unit) -> bool:
    """Whether it does what no state tells of: values may be carried from column to column."""
    return any(_by_code(each.operations) for each in unit.migrations)


def accessed(unit: Unit, stage: Stage, tools: Tools) -> tuple[set[str], str]:
    """The tables that such a unit reads or writes on its way back, or forward after that; and
    what stopped it on the way."""
    if not by_code(unit):
        return set(), ""
    with stage() as connection, muted():
        reader = tools.reader(connection)
        before = reader.accesses()
        error = go(unit, connection, back=True) or go(unit, connection, back=False)
        found = {
            before.get(oid, (name, 0))[0]
            for oid, (name, count) in reader.accesses().items()
            if count > before.get(oid, (name, 0))[1]
        }
    return found, error


def _by_code(operations: Collection[Any]) -> bool:
    return any(
        isinstance(each, django_operations.RunPython | django_operations.RunSQL)
        or not type(each).__module__.startswith("django.")
        or _by_code(getattr(each, "database_operations", ()))
        for each in operations
    )
