"""Tasks in several processes, none of which outlives this one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from threading import Thread
from types import ModuleType
from typing import Any, TypeVar

from migration_safety.interruption.signals import held
from migration_safety.rows.writing.partition import ready
from migration_safety.rows.writing.pools.pool import Pool

Result = TypeVar("Result")


class Processes(ProcessPoolExecutor, Pool):
    """Workers hold one end of a line, and end at once when the other end is closed: by us, or
    by the system when we are no more."""

    def __init__(self, count: int) -> None:
        # Forked children would share our sockets; started anew, they are as small as can be.
        context = multiprocessing.get_context("spawn")
        self._theirs, self._ours = context.Pipe(duplex=False)
        # The keeper of its locks is a process too.
        with held(), _deaf():
            super().__init__(count, context, initializer=_follow, initargs=(self._theirs,))
        self.ahead = 2 * count

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        with held(), _bare():
            return super().submit(fn, *args, **kwargs)

    def stop(self) -> None:
        with held():
            self._ours.close()
            self.shutdown(cancel_futures=True)
            self._theirs.close()


@contextmanager
def processes(count: int, writer: str) -> Iterator[Processes]:
    """So many of them, which import the writer first; all have ended when the block has."""
    pool = Processes(count)
    try:
        for _ in range(count):
            pool.submit(ready, writer)
        yield pool
        pool.shutdown()
    finally:
        pool.stop()


def _follow(lifeline: Connection) -> None:
    """Ctrl-C reaches every process of a terminal, but it is the first one that decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    try:
        lifeline.recv_bytes()
    except (EOFError, OSError):
        # The server rolls back what this process has not committed.
        os._exit(1)


@contextmanager
def _bare() -> Iterator[None]:
    """A process that is started meanwhile is deaf, and does not run the program that started
    this one, be it manage.py or a script without a guard."""
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        with _deaf():
            yield
    finally:
        sys.modules["__main__"] = program


@contextmanager
def _deaf() -> Iterator[None]:
    """Children never hear Ctrl-C and the closing of a terminal; this process does afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
