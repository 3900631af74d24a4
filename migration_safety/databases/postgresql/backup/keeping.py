"""The folder of backups: what counts as one, and which are kept."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from migration_safety.core.deployment.backup import Backup
from migration_safety.errors import RefusedError

SUFFIX = ".json"
PREFIX = "ms_"
UNFINISHED = ".unfinished_"


@contextmanager
def backups_of(folder: Path) -> Iterator[None]:
    """The folder for one process at a time; what killed ones have left in it is removed first.

    Raises RefusedError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / ".lock").open("ab")
    except OSError as error:
        raise RefusedError(
            f"The folder for backups, {folder}, cannot be used: {error.strerror}.",
            "Name another one in MIGRATION_SAFETY_BACKUPS.",
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(
                f"Another process takes a backup into {folder}.", "Wait until it has ended."
            ) from None
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def publish(folder: Path, packed: Path, backup: Backup) -> Path:
    """Give a packed file its name, and last of all its manifest, which makes it a backup."""
    packed.replace(folder / backup.file)
    _settle(folder)
    manifest = folder / f"{backup.file.partition('.')[0]}{SUFFIX}"
    temporary = packed.with_suffix(SUFFIX)
    with temporary.open("x") as file:
        json.dump(asdict(backup), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(manifest)
    _settle(folder)
    return manifest


def backups(folder: Path) -> tuple[Backup, ...]:
    """All of the folder that are whole, the oldest first: with a manifest, and a file as long as
    it says."""
    found = [_read(each) for each in folder.glob(f"{PREFIX}*{SUFFIX}")]
    whole = [each for each in found if each and _length(folder / each.file) == each.bytes]
    return tuple(sorted(whole, key=lambda each: each.at))


def prune(folder: Path, *, database: str, keep: int) -> tuple[Backup, ...]:
    """Remove all but the newest of one database; which ones.  The last one always stays."""
    own = [each for each in backups(folder) if each.database == database]
    gone = own[: -max(keep, 1)]
    for each in gone:
        # Without its manifest it is no backup any more, whatever becomes of the file.
        (folder / f"{each.file.partition('.')[0]}{SUFFIX}").unlink(missing_ok=True)
        (folder / each.file).unlink(missing_ok=True)
    return tuple(gone)


def _read(manifest: Path) -> Backup | None:
    with suppress(OSError, ValueError, TypeError, AttributeError):
        given: dict[str, Any] = json.loads(manifest.read_text())
        lists = {name: tuple(each) for name, each in given.items() if isinstance(each, list)}
        found = Backup(**{**given, **lists})
        return found if Path(found.file).name == found.file else None
    return None


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _settle(folder: Path) -> None:
    """Wait until names are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
