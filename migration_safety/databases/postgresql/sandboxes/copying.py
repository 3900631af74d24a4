"""A database made as a copy of another on the same server, the quickest way for its size."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from time import sleep

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.sandboxes.carrying import carry
from migration_safety.errors import BusyError, SandboxError

# wal_log writes every page twice, file_copy waits for two checkpoints.  Measured with fsync
# on: even at 31 MB, file_copy ahead from 62 MB; others' unwritten pages make it wait longer.
# With fsync off file_copy was ahead at every size, 8 MB included.
CROSSOVER = 64 << 20
# Of these a copy shares the blocks of its original until one of the two is written to.
SHARING = frozenset({"apfs", "bcachefs", "btrfs", "ocfs2", "xfs", "zfs"})
MOUNTS = Path("/proc/self/mounts")

SIZE = "SELECT pg_database_size(datname) FROM pg_database WHERE datname = %s"

SETTINGS = """
    SELECT current_setting('fsync') = 'off', current_setting('file_copy_method', true) IS NOT NULL
"""
# Whoever may not see a setting gets an error in place of it.
DATA = """
    SELECT CASE WHEN pg_has_role('pg_read_all_settings', 'USAGE')
        THEN current_setting('data_directory') END
"""
CONNECTED = """
    SELECT FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend' LIMIT 1
"""
PATIENCE = 50
CREATES = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"


def copy(connection: psycopg.Connection, source: str, name: str) -> str:
    """Create the database as a copy of `source`; the method: wal_log, file_copy or clone.

    Contents, settings and grants are those of the source.  `connection` is one to another
    database of that server.  Raises BusyError where somebody is connected to the source
    (PostgreSQL waits five seconds for them to go), SandboxError where there
    is none, or no room.
    While it is copied whoever wants to connect to the source has to wait.
    """
    row = connection.execute(SIZE, [source]).fetchone()
    if row is None:
        raise SandboxError(
            f"There is no database {source} to copy.", "It may have been dropped meanwhile."
        )
    method = choose(connection, row[0])
    _see_off(connection, source)
    try:
        _create(connection, source, name, method)
    except errors.ObjectInUse as error:
        raise BusyError(
            f"The database {source} cannot be copied while somebody is connected to it"
            f" ({error.diag.message_detail or 'a session'})",
            "Close every connection to it first.",
        ) from None
    except errors.InsufficientPrivilege:
        if connection.execute(CREATES).fetchone() != (True,):
            raise
        raise SandboxError(
            f"The role may not copy the database {source}: it belongs to another role.",
            "Let the sandbox be made by its owner.",
        ) from None
    except errors.DiskFull:
        raise SandboxError(
            f"The disk of the sandbox server is too full for a copy of {row[0]:,} bytes.",
            "Make room on it, or name another server with --sandbox URL.",
        ) from None
    carry(connection, source, name)
    return method


def _see_off(connection: psycopg.Connection, source: str) -> None:
    """Wait for sessions that have just been closed: PostgreSQL looks for them once in 100 ms."""
    for _ in range(PATIENCE):
        if connection.execute(CONNECTED, [source]).fetchone() is None:
            return
        sleep(0.002)


def _create(connection: psycopg.Connection, source: str, name: str, method: str) -> None:
    if method == "clone":
        # Of a system where no file can be cloned the server refuses the value.
        with suppress(errors.InvalidParameterValue):
            connection.execute("SET file_copy_method = clone")
    strategy = "wal_log" if method == "wal_log" else "file_copy"
    identifiers = map(sql.Identifier, (name, source, strategy))
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(*identifiers)
    connection.execute(command)


def choose(connection: psycopg.Connection, size: int) -> str:
    """The quickest method for so many bytes: wal_log, file_copy, or clone (PostgreSQL 18)."""
    unsafe, offered = connection.execute(SETTINGS).fetchone() or (False, False)
    if size < CROSSOVER and not unsafe:
        return "wal_log"
    # With fsync off the kernel's copy is the quicker one even where no block is shared.
    if offered and (unsafe or file_system(connection) in SHARING):
        return "clone"
    return "file_copy"


def file_system(connection: psycopg.Connection) -> str:
    """The kind that the server's data lies on; "" where it is on another machine or unknown."""
    folder = data_folder(connection)
    if folder is None or not MOUNTS.exists():
        return ""
    mounts = (line.split()[1:3] for line in MOUNTS.read_text().splitlines())
    above = {str(each) for each in (folder, *folder.parents)}
    kinds = [(len(place), kind) for place, kind in mounts if place in above]
    return max(kinds, default=(0, ""))[1]


def data_folder(connection: psycopg.Connection) -> Path | None:
    """Where a server on this machine has its data; None of others, or where it is not told."""
    host = connection.info.host
    if not (host.startswith("/") or host in {"localhost", "127.0.0.1", "::1"}):
        return None
    (told,) = connection.execute(DATA).fetchone() or (None,)
    # A server in a container speaks of a folder that is not there, or is closed to us.
    with suppress(PermissionError):
        return Path(told).resolve() if told and Path(told).is_dir() else None
    return None
