"""Tasks of an executor, told as they end; Ctrl-C finds no lock that would stay locked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from migration_safety.interruption.signals import held

Result = TypeVar("Result")


class Tasks(Generic[Result]):
    """What was submitted here and has not been told yet; `len` counts it."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._pending: set[Future[Result]] = set()
        # Waiting in it is one instruction, as it is not with `concurrent.futures.wait`.
        self._ended: SimpleQueue[Future[Result]] = SimpleQueue()

    def __len__(self) -> int:
        return len(self._pending)

    def submit(self, work: Callable[..., Result], *arguments: Any) -> None:
        """One more."""
        future = self._executor.submit(work, *arguments)
        with held():
            self._pending.add(future)
            future.add_done_callback(self._ended.put)

    def results(self) -> Iterator[Result]:
        """What comes of each, in the order in which they end.  Raises what one raises."""
        while self._pending:
            yield self._next().result()

    def cancel(self) -> None:
        """Do not begin those that wait; return when none is under way any more."""
        with held():
            for future in self._pending:
                future.cancel()
        while self._pending:
            self._next()

    def _next(self) -> Future[Result]:
        future = self._ended.get()
        self._pending.remove(future)
        return future


class Threads(ThreadPoolExecutor):
    """Threads that Ctrl-C does not catch half started."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        with held():
            return super().submit(fn, *args, **kwargs)
