"""The databases that can be filled: one folder for each vendor, with the same doors."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.db import connections

from migration_safety.errors import VolumeError

TARGETS = {
    "postgresql": "migration_safety.databases.postgresql.load.target",
    "sqlite": "migration_safety.databases.sqlite.load.target",
}


def open_target(alias: str) -> Any:
    """The database of that alias, as what is to be filled."""
    if alias not in connections:
        raise VolumeError(
            f"There is no database '{alias}' in DATABASES.", f"Known are {', '.join(connections)}."
        )
    connection = connections[alias]
    if connection.vendor not in TARGETS:
        raise VolumeError(f"{connection.display_name} cannot be filled.", "Use PostgreSQL.")
    return import_module(TARGETS[connection.vendor]).open_target(connection)
