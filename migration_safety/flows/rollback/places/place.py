"""The server that trials are made on: the project's own one only where that is no production."""

from __future__ import annotations

from dataclasses import replace

from django.db import connections

from migration_safety.databases.postgresql.cloning.shared import OWN, checked
from migration_safety.errors import SandboxError, SelectionError
from migration_safety.flows.rollback.request import Request

__all__ = ["OWN", "placed"]


def placed(request: Request) -> Request:
    """The request with the address of its server.  Raises SandboxError where it may not be used."""
    if request.sandbox == "none":
        raise SandboxError("A rollback is tried on a sandbox.", "Give it embedded or a URL.")
    if request.alias not in connections:
        known = ", ".join(connections)
        problem = f"There is no database {request.alias!r} in settings.DATABASES."
        raise SelectionError(problem, f"Known: {known}.")
    if request.sandbox == "embedded":
        return request
    entry = connections.settings[request.clone_from or request.alias]
    return replace(request, sandbox=checked(request.sandbox, entry, production=request.production))
