"""Statistics of the project's tables: from the database that has them, or from a file."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections

from migration_safety.core.price.size import Size, Sizes
from migration_safety.core.volume.likeness.column import Column
from migration_safety.core.volume.likeness.statistics import Statistics
from migration_safety.errors import VolumeError
from migration_safety.reading.columns import columns
from migration_safety.reading.statistics.load import loads
from migration_safety.rows.models import fillable

VENDOR = "PostgreSQL"
READERS = {"postgresql": "migration_safety.databases.postgresql.statistics.read"}


def text_of(path: Path) -> str:
    """The text of a statistics file.  Raises VolumeError where it cannot be read."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise VolumeError(
            f"Cannot read '{path}': {error.strerror}.", "Name a file of --export-statistics."
        ) from error
    except UnicodeDecodeError as error:
        raise VolumeError(
            f"'{path}' is not UTF-8: byte {error.start} is wrong.", "Export it again."
        ) from error


def sizes_in(path: Path) -> Sizes:
    """The sizes that a statistics file tells.  Raises VolumeError where it is none."""
    found = loads(text_of(path))
    if found.server and not found.server.startswith(VENDOR):
        raise VolumeError(
            f"'{path}' describes a database of {found.server}.",
            f"Migrations are judged for {VENDOR}: export the statistics of such a database.",
        )
    return Sizes(
        {
            name: Size(each.rows, each.bytes, each.index_bytes)
            for name, each in found.tables.items()
        },
        path.name,
    )


def columns_of(labels: Collection[str]) -> tuple[Column, ...]:
    """Those of the models with these labels."""
    return tuple(each for each in columns(apps) if model_of(each) in labels)


def model_of(column: Column) -> str:
    """The label of its model."""
    return column.label.rpartition(".")[0]


def all_models(alias: str) -> Collection[str]:
    """The labels of the models that have a table in that database."""
    if alias not in connections:
        raise VolumeError(
            f"There is no database '{alias}' in DATABASES.", f"Known are {', '.join(connections)}."
        )
    return fillable(alias)


def observed(
    alias: str, of: Collection[Column], *, allow: Collection[str] = (), to_tell: bool = True
) -> Statistics | None:
    """What the server knows of these columns; None where it keeps no statistics that can be read.

    What is not `to_tell` has frequencies of single rows too.  Only reads, in a transaction that
    cannot write.
    """
    connection: Any = connections[alias]
    if connection.vendor not in READERS:
        return None
    connection.ensure_connection()
    reader: Any = import_module(READERS[connection.vendor])
    few = {} if to_tell else {"fewest": 1}
    found: Statistics = reader.read_statistics(connection.connection, of, allow=allow, **few)
    return found
