"""The right to drive a deployment: one process at a time, gone with the process."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migration_safety.errors import JournalError, RefusedError


@contextmanager
def lease(folder: Path) -> Iterator[None]:
    """Held while the block runs; the kernel lets go of it when the process dies (flock(2)).

    Raises RefusedError where another process has it, JournalError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = (folder / "lease").open("ab")
    except OSError as error:
        raise JournalError(
            f"The journal cannot be kept in {folder}: {error.strerror}.",
            "Name a folder that you can write to, on neither of the two servers: --state-dir DIR.",
        ) from error
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(
                f"Another process drives the run of {folder}.",
                "Wait until it has ended, or end it: --status tells where it is.",
            ) from None
        yield
