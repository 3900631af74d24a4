"""Where trials are made: on files for a database of SQLite, unless a server is named; and on the
project's own server only where that is no production."""

from __future__ import annotations

from dataclasses import replace

from django.db import connections

from migration_safety.databases.postgresql.cloning.shared import OWN, checked
from migration_safety.errors import SandboxError, SelectionError
from migration_safety.flows.rollback.request import FILE, Request

__all__ = ["OWN", "placed"]


def placed(request: Request) -> Request:
    """The request with the address of its server.  Raises SandboxError where it may not be used."""
    if request.sandbox == "none":
        raise SandboxError("A rollback is tried on a sandbox.", "Give it embedded or a URL.")
    if request.alias not in connections:
        known = ", ".join(connections)
        problem = f"There is no database {request.alias!r} in settings.DATABASES."
        raise SelectionError(problem, f"Known: {known}.")
    request = replace(request, sandbox=request.sandbox or _usual(request))
    if request.on_file:
        _only_what_files_show(request)
    if request.on_file or request.sandbox == "embedded":
        return request
    entry = connections.settings[request.clone_from or request.alias]
    return replace(request, sandbox=checked(request.sandbox, entry, production=request.production))


def _usual(request: Request) -> str:
    """What the vendor of the database has."""
    source = connections[request.clone_from or request.alias]
    return FILE if source.vendor == "sqlite" else "embedded"


def _only_what_files_show(request: Request) -> None:
    asked = {
        "--load": request.load,
        "--load-script": request.load_script,
        "--faults": request.faults,
        "--statistics": request.statistics,
        "--scheduler": request.scheduler,
    }
    for option, given in asked.items():
        if given:
            raise SandboxError(
                f"{option} needs a server, and trials of a database of SQLite are made on files.",
                "Name one for them: --sandbox embedded, or a URL.",
            )
