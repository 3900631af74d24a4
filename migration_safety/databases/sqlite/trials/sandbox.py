"""The sandbox of SQLite: a file of its own, made for one run and removed with it."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, closing
from copy import deepcopy
from pathlib import Path
from types import TracebackType
from typing import Any

from migration_safety.databases.sqlite.trials.scratch import Scratch
from migration_safety.errors import SandboxError

# A journal of the database that has not been folded in yet, and an index of it.
COMPANIONS = ("-wal", "-journal", "-shm")
KEPT = "migration_safety_kept_"


class Sandbox:
    """An empty database, or one that begins as a copy of the file `like`.

    The same doors as the sandbox of PostgreSQL.  `folder` is where the file is made, "" for a
    folder of its own.  A context manager; leaving it removes the file, unless it shall `stay`.
    """

    vendor = "sqlite"
    filled = False

    def __init__(self, folder: str = "", *, like: str = "") -> None:
        self._folder = folder
        self._like = like
        self._stays: Path | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Sandbox:
        folder = Path(self._folder) if self._folder else self._stack.enter_context(Scratch())
        self._path = folder / f"{secrets.token_hex(8)}.sqlite3"
        try:
            self._path.touch()
            if self._like:
                _copy(self._like, self._path)
        except (OSError, sqlite3.Error) as error:
            self._remove()
            raise SandboxError(
                f"The database cannot be copied: {error}.",
                "Look whether it is a file that can be read, and for room where TMPDIR leads.",
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stays and error is None:
            shutil.move(self._path, self._stays)
        self._remove()

    @property
    def name(self) -> str:
        """The file."""
        return str(self._path)

    @property
    def address(self) -> str:
        """The folder that holds it."""
        return str(self._path.parent)

    def copy(self) -> Sandbox:
        """Another sandbox that begins as a copy of this one, as a context manager."""
        return Sandbox(self.address, like=self.name)

    def keep(self) -> None:
        """Nothing is kept for later runs: migrations on files of SQLite take no time."""

    def stay(self) -> str:
        """Do not remove it when the block ends well; what to tell whoever asked for that."""
        self._stays = Path(tempfile.gettempdir()) / f"{KEPT}{self._path.name}"
        return f"{self._stays} stays. Open: sqlite3 {self._stays} . Drop: rm {self._stays}"

    def settings(self, project: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An entry for DATABASES: the project's own, led to the file."""
        return {
            "ENGINE": "django.db.backends.sqlite3",
            **deepcopy(dict(project or {})),
            "NAME": self.name,
        }

    def _remove(self) -> None:
        for suffix in ("", *COMPANIONS):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        self._stack.close()


def _copy(source: str, path: Path) -> None:
    """As it is at one moment, whoever writes to it meanwhile."""
    address = f"{Path(source).resolve().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True)) as there,
        closing(sqlite3.connect(path)) as here,
    ):
        there.backup(here)
