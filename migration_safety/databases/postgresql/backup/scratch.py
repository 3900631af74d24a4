"""A place to restore a backup to: a server that is made for it, or one that the operator names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migration_safety.databases.postgresql.backup.guard import gone_with_us
from migration_safety.databases.postgresql.cloning.dumping.programs import folders, programs_in
from migration_safety.databases.postgresql.embedded import EMBEDDED_VERSIONS, servers
from migration_safety.databases.postgresql.faults.cluster import Cluster
from migration_safety.errors import BackupError

EMBEDDED = "embedded"


@contextmanager
def scratch(server: str, version: int) -> Iterator[str]:
    """The address of a server of that major version, or of the next one that there is.

    `server` is "embedded" or a URL.  Raises BackupError, SandboxError.
    """
    if server != EMBEDDED:
        yield server
        return
    with Cluster(offered(version)) as cluster, gone_with_us(cluster.folder):
        yield cluster.conninfo


def offered(version: int) -> int:
    """The version of the server that is made: the same where its programs are installed."""
    known = servers()
    if version not in known and (folder := _programs(version)):
        known[version] = folder
    able = [each for each in {*known, *EMBEDDED_VERSIONS} if each >= version]
    if not able:
        raise BackupError(
            f"No PostgreSQL {version} or newer is here to restore the backup to.",
            "Let MIGRATION_SAFETY_BACKUP_SCRATCH name a server on which databases may be made.",
        )
    return min(able)


def _programs(version: int) -> Path | None:
    """Where a server of that version is installed."""
    for folder in folders():
        found = programs_in(folder)
        if found and found.version == version and (folder / "initdb").is_file():
            return folder
    return None
