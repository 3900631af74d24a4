"""A folder for one run, removed with it; what killed runs have left goes with the next."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from migration_safety.errors import SandboxError

PREFIX = "migration_safety_trial_"
LOCK = "owner"


class Scratch:
    """A context manager over a folder in the system's own for temporary files.

    While it lasts its owner holds a lock on a file in it, which ends with the process.
    """

    def __enter__(self) -> Path:
        _sweep(Path(tempfile.gettempdir()))
        try:
            made = Path(tempfile.mkdtemp(prefix=f".{PREFIX}"))
            # Of the open file, not of the process: this one sweeps as well.
            self._lock = os.open(made / LOCK, os.O_CREAT | os.O_RDWR)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            # It gets its name when it has an owner: nobody sweeps it in between.
            self.folder = made.rename(made.with_name(made.name[1:]))
        except OSError as error:
            raise SandboxError(
                f"No folder for scratch databases can be made: {error.strerror or error}.",
                "Set TMPDIR to a folder that can be written and has room.",
            ) from error
        return self.folder

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def _sweep(base: Path) -> None:
    """Remove the folders whose owners have gone; another run may do so at the same time."""
    for folder in base.glob(f"{PREFIX}*"):
        with suppress(OSError):
            lock = os.open(folder / LOCK, os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
