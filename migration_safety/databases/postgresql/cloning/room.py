"""Whether the disk of the sandbox server has room for a clone."""

from __future__ import annotations

import shutil

import psycopg

from migration_safety.databases.postgresql.sandboxes.copying import data_folder
from migration_safety.errors import CloneError

UNKNOWN = (
    "Whether the disk of the sandbox server has room for the clone ({needed}) is unknown:"
    " the server is on another machine, or does not tell where its data is."
)


def free_room(connection: psycopg.Connection) -> int | None:
    """Bytes free where the server keeps its data; None where that cannot be known."""
    folder = data_folder(connection)
    return shutil.disk_usage(folder).free if folder else None


def check_room(needed: int, free: int | None) -> str:
    """A note where it is unknown, "" where there is room.  Raises CloneError where there is not."""
    if free is None:
        return UNKNOWN.format(needed=megabytes(needed))
    if free < needed:
        raise CloneError(
            f"The clone needs {megabytes(needed)}, and the disk of the sandbox server has"
            f" {megabytes(free)} free.",
            "Make room on it, or name another server with --sandbox URL.",
        )
    return ""


def megabytes(number: int) -> str:
    """Of bytes, as a person reads them."""
    return f"{number / 1e6:,.0f} MB"
