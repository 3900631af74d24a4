"""Floor e: pg_restore of a dump of the same rows."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.benchmarks.seeding.place import Place


def dump(place: Place, database: str, folder: Path) -> None:
    """Uncompressed, so that nothing is unpacked later; what seeding itself notes is left out."""
    leave_out = ("--exclude-schema=migration_safety", "--no-owner", "--no-privileges")
    form = ("--format=directory", "--compress=0", f"--file={folder}")
    url = place.url(database)
    subprocess.run([place.binary("pg_dump"), *form, *leave_out, url], check=True)


def prepare(place: Place, database: str, folder: Path) -> None:
    """The tables alone, as the others find them made."""
    subprocess.run(_restore(place, database, folder, "--section=pre-data"), check=True)


def restore(place: Place, database: str, folder: Path, workers: int) -> list[str]:
    """The command that loads the rows and makes indexes and keys."""
    sections = ("--section=data", "--section=post-data")
    return _restore(place, database, folder, *sections, f"--jobs={workers}")


def _restore(place: Place, database: str, folder: Path, *options: str) -> list[str]:
    target = f"--dbname={place.url(database)}"
    return [place.binary("pg_restore"), "--exit-on-error", target, *options, str(folder)]
