"""Confinement: while migrations run, the sandbox is the only database Django can reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSED = "migration_safety.reading.replay.refused"


@contextmanager
def confined(alias: str, settings: Mapping[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Let `alias` lead to the database of `settings`, and every other alias to none.

    Code of the project that names no alias goes to "default": were that left as it is, a
    migration under test would write to the project's own database.  The settings are
    replaced as well as this thread's connections, for other threads connect by them.
    """
    entries = dict(connections.settings)
    opened = {each.alias: each for each in connections.all(initialized_only=True)}
    try:
        for name, entry in entries.items():
            refused = {"ENGINE": REFUSED, "REFUSED_ENGINE": entry["ENGINE"]}
            stand_in = settings if name == alias else refused
            connections.settings[name] = {**entry, **stand_in}
        _forget(entries)
        yield connections[alias]
    finally:
        for connection in connections.all(initialized_only=True):
            connection.close()
        _forget(entries)
        connections.settings.update(entries)
        for name, connection in opened.items():
            connections[name] = connection


def _forget(aliases: Mapping[str, Any]) -> None:
    initialized = {each.alias for each in connections.all(initialized_only=True)}
    for alias in initialized & set(aliases):
        del connections[alias]
