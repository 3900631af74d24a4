"""How much WAL there is, how fast it grows, and what the disk has left for it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import psycopg

from migration_safety.core.deployment.preflight.server import Wal
from migration_safety.databases.postgresql.preflight.asking import Asking

# Seconds between two looks at the position.
SAMPLE = 1.0
POSITION = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8"
SIZE = "SELECT coalesce(sum(size), 0)::bigint FROM pg_ls_waldir()"
FOLDER = "SELECT current_setting('data_directory')"


def read_wal(asking: Asking, *, sample: float = SAMPLE) -> Wal | None:
    """None where the server does not tell; `sample` are the seconds that the rate is taken over."""
    began = time.monotonic()
    before = asking.rows("WAL", POSITION)
    time.sleep(sample)
    after = asking.rows("WAL", POSITION)
    size = asking.rows("size of WAL", SIZE)
    if not before or not after or not size:
        return None
    rate = (after[0][0] - before[0][0]) / (time.monotonic() - began)
    return Wal(size[0][0], rate, _free(asking))


def _free(asking: Asking) -> int | None:
    """Where the server keeps its WAL: only a server of this machine shows that."""
    folder = asking.rows("data directory", FOLDER)
    if not folder or not _local(asking.connection):
        return None
    try:
        return shutil.disk_usage(Path(folder[0][0]) / "pg_wal").free
    except OSError:
        return None


def _local(connection: psycopg.Connection) -> bool:
    return connection.info.host.startswith("/")
