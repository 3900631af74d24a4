"""Connections that work side by side, each on one task at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TypeVar

import psycopg

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.interruption.tasks import Tasks, Threads

Item = TypeVar("Item")

# What all of them may take together for sorting, and one of them at most, in kB.
MEMORY = 512 * 1024
MOST_MEMORY = 256 * 1024
SETTINGS = """
    SELECT set_config('maintenance_work_mem', greatest(setting::int, %s) || 'kB', false),
        set_config('lock_timeout', '5min', false)
    FROM pg_settings WHERE name = 'maintenance_work_mem'
"""


class Crew:
    """Up to `workers` connections, opened as they are needed; a context manager."""

    def __init__(self, conninfo: str, workers: int) -> None:
        self._conninfo = conninfo
        self._workers = max(workers, 1)
        self._idle: SimpleQueue[psycopg.Connection] = SimpleQueue()
        self._opened: list[psycopg.Connection] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for connection in self._opened:
            connection.close()

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection]:
        """One that nobody else uses meanwhile; a lost one is replaced."""
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = self._open()
        if connection.closed:
            connection = self._open()
        try:
            yield connection
        finally:
            self._idle.put(connection)

    def each(self, task: Callable[[Item], None], items: Iterable[Item]) -> None:
        """Run a task for every item; an interruption cancels what is under way."""
        with Threads(self._workers) as pool:
            tasks: Tasks[None] = Tasks(pool)
            try:
                for item in items:
                    tasks.submit(task, item)
                for _ in tasks.results():
                    pass
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                self._cancel()
                raise

    def _open(self) -> psycopg.Connection:
        connection = loading_connection(self._conninfo)
        self._opened.append(connection)
        connection.execute(SETTINGS, [min(MEMORY // self._workers, MOST_MEMORY)])
        return connection

    def _cancel(self) -> None:
        for connection in self._opened:
            with suppress(psycopg.Error):
                connection.cancel_safe(timeout=5)
