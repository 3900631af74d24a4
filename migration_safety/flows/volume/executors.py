"""Where tasks run: in this process, in several, or on the machines of a Dask cluster."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from typing import Any, TypeVar

from migration_safety.errors import VolumeError

Task = TypeVar("Task")
Result = TypeVar("Result")


class InProcess(Executor):
    """One task after the other, here."""

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def executor(workers: int, scheduler: str = "", module: str = "") -> Iterator[Executor]:
    """The executor for so many workers; with a scheduler's address, that of its cluster.

    Processes start at once, and import the module that they will need: there is something else
    to do meanwhile.
    """
    if scheduler:
        with _cluster(scheduler) as executor:
            yield executor
    elif workers == 1:
        yield InProcess()
    else:
        # Forked children would share our sockets; started anew, they are as small as can be.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(workers, mp_context=context)
        try:
            for _ in range(workers):
                pool.submit(ready, module)
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        pool.shutdown()


def ready(module: str) -> None:
    """A worker's first task."""
    import_module(module or __name__)


@contextmanager
def _cluster(scheduler: str) -> Iterator[Executor]:
    try:
        client = import_module("distributed").Client(scheduler, timeout="10s")
    except ImportError:
        raise VolumeError(
            "Dask is not installed.", "Run: pip install 'migration-safety[distributed]'"
        ) from None
    except (OSError, ValueError) as error:
        raise VolumeError(
            f"No Dask scheduler answers at {scheduler}.", "Give its address as tcp://HOST:PORT."
        ) from error
    with client, client.get_executor() as executor:
        yield executor


def results(
    executor: Executor, work: Callable[[Task], Result], tasks: Iterable[Task], ahead: int
) -> Iterator[Result]:
    """What comes of each task, as it comes; never more than `ahead` are under way.

    The first failure is raised when all that is under way has ended.
    """
    coming = iter(tasks)
    pending = {executor.submit(work, task) for task in islice(coming, ahead)}
    try:
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
            pending |= {executor.submit(work, task) for task in islice(coming, len(done))}
    except BrokenProcessPool as error:
        raise VolumeError(
            "A worker process was killed, perhaps for want of memory.",
            "Repeat the command: it resumes after what was committed; --workers 1 needs the least.",
        ) from error
    finally:
        for future in pending:
            future.cancel()
        wait(pending)
