"""Rows that lie ready for the floors: those of a filled database, as files and as a dump."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from tests.benchmarks.seeding import dumped, files
from tests.benchmarks.seeding.place import MIGRATED, Place


@dataclass(frozen=True)
class Ready:
    """`files` is a folder for COPY, `dump` one for pg_restore."""

    files: Path
    dump: Path


@contextmanager
def ready(place: Place, database: str) -> Iterator[Ready]:
    """What that database holds beyond a migrated one."""
    with TemporaryDirectory(prefix="seeding-rows-") as name:
        made = Ready(Path(name) / "files", Path(name) / "dump")
        made.files.mkdir()
        with psycopg.connect(place.url(database)) as connection:
            files.write(connection, filled(place, database), made.files)
        dumped.dump(place, database, made.dump)
        yield made


def filled(place: Place, database: str) -> list[str]:
    """The tables that hold rows there, and none where nothing but `migrate` has run."""
    with (
        psycopg.connect(place.url(MIGRATED)) as before,
        psycopg.connect(place.url(database)) as after,
    ):
        return sorted(files.filled(after) - files.filled(before))


def rows(place: Place, database: str) -> int:
    """How many rows they hold."""
    with psycopg.connect(place.url(database)) as connection:
        return sum(files.count(connection, table) for table in filled(place, database))
