"""A server of our own that may be crashed: in a folder of its own, and gone with it."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.embedded import NEWEST, embedded_server, installed
from migration_safety.errors import SandboxError

PREFIX = "migration_safety_crash_"
# Its files are the kernel's to keep, as ever; but what has been committed must be in them, or a
# crash would undo it, which it does not do to a server in production.
DURABLE = "ALTER SYSTEM SET synchronous_commit = on"
STOPPED_WITHIN = 20.0
# Seconds after which a folder without a lease is what an interruption has left.
UNLEASED = 3600.0


class Cluster:
    """An embedded server of that version, made empty.  A context manager.

    Those of runs that were killed are stopped and removed by the next one: nobody holds the
    lock on the file `lease` in their folders.  Raises SandboxError where there is none to be had.
    """

    def __init__(self, version: int = NEWEST) -> None:
        self._version = version
        self.conninfo = ""

    def __enter__(self) -> Cluster:
        installed()
        sweep()
        prefix = f"{PREFIX}{os.getpid()}_"
        self.folder = Path(tempfile.mkdtemp(prefix=prefix))
        try:
            self._lease = _lease(self.folder)
            self._lease.acquire(blocking=False)
            self.start()
            with connect(self.conninfo) as connection:
                connection.execute(DURABLE.encode())
                connection.execute("SELECT pg_reload_conf()")
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._remove()

    @property
    def version(self) -> int:
        """Its major version."""
        return self._version

    def start(self) -> None:
        """Start it, also after a crash, from which it recovers before this returns."""
        self.conninfo = embedded_server(self._version, self.folder / "cluster")

    def crash(self) -> None:
        """End it as `pg_ctl stop -m immediate` does: without a checkpoint."""
        _crash(self.folder / "cluster")

    def _remove(self) -> None:
        with suppress(SandboxError):
            _crash(self.folder / "cluster")
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(AttributeError, OSError, RuntimeError):
            self._lease.release()


def sweep() -> None:
    """Remove the clusters of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if _ours(folder) and _abandoned(folder):
            with suppress(SandboxError):
                _crash(folder / "cluster")
            shutil.rmtree(folder, ignore_errors=True)


def _ours(folder: Path) -> bool:
    """Whether this user has made it, and this process has not."""
    with suppress(OSError):
        mine = folder.stat().st_uid == os.getuid()
        return mine and not folder.name.startswith(f"{PREFIX}{os.getpid()}_")
    return False


def _abandoned(folder: Path) -> bool:
    """Whether its owner is gone.  One that has just been made may have no lease yet."""
    if not (folder / "lease").exists():
        return folder.exists() and time.time() - folder.stat().st_mtime > UNLEASED
    lease = _lease(folder)
    if lease.acquire(blocking=False):
        lease.release()
        return True
    # It leaves the file open where it did not get the lock.
    lease.lockfile.close()
    return False


def _lease(folder: Path) -> Any:
    return import_module("fasteners").InterProcessLock(folder / "lease")


def _crash(cluster: Path) -> None:
    """Its server, told by the folder that it serves: also one that has not said its number yet."""
    psutil = import_module("psutil")
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.name() == "postgres" and str(cluster) in process.cmdline():
                process.send_signal(signal.SIGQUIT)
                _wait(process, cluster)


def _wait(process: Any, cluster: Path) -> None:
    end = time.monotonic() + STOPPED_WITHIN
    while _running(process) and time.monotonic() < end:
        time.sleep(0.01)
    if _running(process):
        raise SandboxError("The server that was to be crashed does not stop.", str(cluster))


def _running(process: Any) -> bool:
    psutil = import_module("psutil")
    with suppress(psutil.Error):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False
