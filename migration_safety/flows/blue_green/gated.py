"""Whether the application goes through the gates: before all of it does, no switch may begin."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from migration_safety.conf import configuration
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.gate.row import age, blind, installed
from migration_safety.errors import RefusedError

MIDDLEWARE = "migration_safety.gate.middleware.GateMiddleware"


def expect_middleware() -> None:
    """Raises RefusedError where the project's requests pass by."""
    if not configuration().gate_database:
        raise RefusedError(
            "The setting GATE_DATABASE is empty: no request goes through a gate.",
            "Name the alias of the database, in the settings of both releases.",
        )
    if not any(MIDDLEWARE in _classes(each) for each in settings.MIDDLEWARE):
        raise RefusedError(
            "MIDDLEWARE lacks GateMiddleware: no request goes through a gate.",
            "Name migration_safety.gate.GateMiddleware first, and deploy it with both releases.",
        )


def expect_readable(side: Side, roles: Iterable[str]) -> None:
    """Raises RefusedError where requests of one of the roles would pass by."""
    if installed(side.connection) and (found := blind(side.connection, tuple(roles))):
        raise RefusedError(
            f"The role {found[0]} may not read migration_safety_deploy.gate on {side.name}.",
            "Arm again; or GRANT USAGE on the schema and SELECT on the table.",
        )


def settle(sides: Iterable[Side]) -> None:
    """Wait until every process has looked for a gate since they were installed.

    That it had found none it believes for GATE_LOOK seconds; that again for those who had just
    begun to look.
    """
    look = 2 * configuration().gate_look
    for each in sides:
        if installed(each.connection):
            time.sleep(max(0.0, look - age(each.connection)))


def _classes(path: str) -> list[str]:
    """It and what it derives from."""
    found = getattr(import_string(path), "__mro__", ())
    return [f"{each.__module__}.{each.__qualname__}" for each in found]
