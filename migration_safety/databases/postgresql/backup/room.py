"""Whether the disks have room for a backup, and for the server that it is restored to."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import psycopg

from migration_safety.errors import RefusedError

# Rows as the tables hold them; a dump is compressed, and only in the worst case as large.
SIZES = """
    SELECT coalesce(sum(pg_table_size(c.oid)), 0)::bigint, pg_database_size(current_database())
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'm') AND relpersistence <> 't' AND nspname !~ '^pg_'
"""
# Once as pg_dump writes it and once packed.
COPIES = 2
# What a server keeps beside the database: WAL between checkpoints, catalogs, logs.
BESIDE = 1_200_000_000


def sizes(connection: psycopg.Connection) -> tuple[int, int]:
    """Bytes of the rows, and of the whole database with its indexes."""
    rows, database = connection.execute(SIZES).fetchone() or (0, 0)
    return rows, database


def check_room(bytes_: tuple[int, int], folder: Path, *, embedded: bool) -> None:
    """Of rows and of the database.  Raises RefusedError, with what is needed and what there is,
    in `folder` and where an embedded server is made."""
    rows, database = bytes_
    wanted = [(folder, COPIES * rows)]
    wanted += [(Path(tempfile.gettempdir()), database + BESIDE)] * embedded
    needed: dict[int, tuple[Path, int]] = {}
    for place, number in wanted:
        # Both may lie on one disk.
        disk = place.stat().st_dev
        first, known = needed.get(disk, (place, 0))
        needed[disk] = first, known + number
    for place, number in needed.values():
        _check(place, number)


def _check(place: Path, needed: int) -> None:
    free = shutil.disk_usage(place).free
    if free < needed:
        raise RefusedError(
            f"The backup and its proof need up to {needed / 1e6:,.0f} MB on the disk of {place},"
            f" which has {free / 1e6:,.0f} MB free.",
            "Make room, or name another folder in MIGRATION_SAFETY_BACKUPS, another server in"
            " MIGRATION_SAFETY_BACKUP_SCRATCH; TMPDIR says where one is made.",
        )
