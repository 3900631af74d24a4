"""Where tasks run, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from migration_safety.errors import VolumeError
from migration_safety.interruption.tasks import Tasks
from migration_safety.rows.writing.pools.cluster import cluster
from migration_safety.rows.writing.pools.here import Here
from migration_safety.rows.writing.pools.pool import Pool
from migration_safety.rows.writing.pools.processes import processes

Task = TypeVar("Task")
Result = TypeVar("Result")


@contextmanager
def executor(workers: int, scheduler: str = "", writer: str = __name__) -> Iterator[Pool]:
    """This process, so many others, or those of the cluster with a scheduler's address.

    Processes start at once, and import the writer: there is something else to do meanwhile.
    """
    if scheduler:
        with cluster(scheduler) as pool:
            yield pool
    elif workers == 1:
        yield Here()
    else:
        with processes(workers, writer) as pool:
            yield pool


def results(
    executor: Executor, work: Callable[[Task], Result], tasks: Iterable[Task], ahead: int
) -> Iterator[Result]:
    """What comes of each task, as it comes; never more than `ahead` are under way.

    The first failure is raised when all that is under way has ended.  An interruption waits
    for nothing.
    """
    coming = iter(tasks)
    under_way: Tasks[Result] = Tasks(executor)
    try:
        for task in islice(coming, ahead):
            under_way.submit(work, task)
        for result in under_way.results():
            yield result
            for task in islice(coming, 1):
                under_way.submit(work, task)
    except BrokenProcessPool:
        raise VolumeError(
            "A worker process was killed, perhaps for want of memory.",
            "Repeat the command: it resumes after what was committed; --workers 1 needs the least.",
        ) from None
    except Exception:
        under_way.cancel()
        raise
