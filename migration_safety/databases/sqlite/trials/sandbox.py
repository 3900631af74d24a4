"""The sandbox of SQLite: a file of its own, made for one run and removed with it."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from types import TracebackType
from typing import Any

from migration_safety.databases.sqlite.trials.scratch import Scratch
from migration_safety.errors import SandboxError

# A journal of the database that has not been folded in yet.
COMPANIONS = ("-wal", "-journal")


class Sandbox:
    """An empty database, or one that begins as a copy of the file `like`.

    The same doors as the sandbox of PostgreSQL.  `folder` is where the file is made, None for a
    folder of its own; nobody may be connected to what is copied.
    """

    filled = False

    def __init__(self, folder: Path | None = None, *, like: str = "") -> None:
        self._folder = folder
        self._like = like
        self._stack = ExitStack()

    def __enter__(self) -> Sandbox:
        folder = self._folder or self._stack.enter_context(Scratch())
        self._path = folder / f"{secrets.token_hex(8)}.sqlite3"
        if not self._like:
            self._path.touch()
        else:
            try:
                self._copy(Path(self._like))
            except OSError as error:
                self._stack.close()
                raise SandboxError(
                    f"The database cannot be copied: {error.strerror or error}.",
                    "Look for room where TMPDIR leads.",
                ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for suffix in ("", *COMPANIONS, "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        self._stack.close()

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
        return Sandbox(self._path.parent, like=self.name)

    def keep(self) -> None:
        """Nothing is kept for later runs: migrations on files of SQLite take no time."""

    def settings(self, project: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An entry for DATABASES: the project's own, led to the file."""
        return {**deepcopy(dict(project or {})), "NAME": self.name}

    def _copy(self, source: Path) -> None:
        shutil.copyfile(source, self._path)
        for suffix in COMPANIONS:
            companion = Path(f"{source}{suffix}")
            if companion.exists():
                shutil.copyfile(companion, f"{self._path}{suffix}")
