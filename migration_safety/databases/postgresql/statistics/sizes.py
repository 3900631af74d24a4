"""How large tables are, as the catalog estimates it: no table is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg

from migration_safety.core.price.size import Size, Sizes
from migration_safety.core.volume.likeness.statistics import TableStatistics
from migration_safety.databases.postgresql.statistics.queries import SETTINGS, TABLES
from migration_safety.databases.postgresql.statistics.quoted import quoted

Connection = psycopg.Connection[Any]


@contextmanager
def reading(connection: Connection, seconds: float) -> Iterator[None]:
    """A transaction that cannot write, and each of whose queries may take so many seconds."""
    with connection.transaction():
        connection.execute("SET TRANSACTION READ ONLY")
        connection.execute(SETTINGS, {"milliseconds": f"{max(1, round(seconds * 1000))}"})
        yield


def table_sizes(connection: Connection, names: Collection[str]) -> Mapping[str, TableStatistics]:
    """Of those that exist.  A table that was never analysed has bytes and no rows."""
    found = {}
    for name, rows, size, index_size, unknown in connection.execute(TABLES, quoted(sorted(names))):
        reason = f"rows: never analysed; run ANALYZE {name}" if unknown else ""
        estimate = None if unknown else max(0, round(rows))
        found[name] = TableStatistics(estimate, size, index_size, left_out=reason)
    return found


def read_sizes(connection: Connection, names: Collection[str], *, seconds: float = 5) -> Sizes:
    """Those of these names that exist; where the server does not answer in time, none.

    What could not be read, or is not known of a table, is in the notes.
    """
    try:
        with reading(connection, seconds):
            found = table_sizes(connection, names)
    except psycopg.Error as error:
        said = str(error).partition("\n")[0]
        return Sizes(notes=(f"The sizes of the tables could not be read: {said}.",))
    return Sizes(
        {name: Size(each.rows, each.bytes, each.index_bytes) for name, each in found.items()},
        notes=_never_analysed(found),
    )


def _never_analysed(found: Mapping[str, TableStatistics]) -> tuple[str, ...]:
    names = sorted(name for name, each in found.items() if each.rows is None)
    if not names:
        return ()
    return (f"Rows of {', '.join(names)} are unknown: never analysed. ANALYZE tells.",)
