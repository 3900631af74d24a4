"""Sizes of the project's tables as its database estimates them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from importlib import import_module
from typing import Any

from django.db import connections

from migration_safety.core.price.size import Sizes

READERS = {"postgresql": "migration_safety.databases.postgresql.statistics.sizes"}


def sizes_of(alias: str, names: Collection[str]) -> Sizes:
    """Those that the database tells.  It does not connect: `select` has tried."""
    connection: Any = connections[alias]
    if connection.vendor not in READERS or connection.connection is None:
        return Sizes()
    reader: Any = import_module(READERS[connection.vendor])
    found: Sizes = reader.read_sizes(connection.connection, names)
    return replace(found, source=f"the database '{alias}'" if found.tables else "")
