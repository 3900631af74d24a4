"""Tasks on the machines of a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from migration_safety.errors import VolumeError
from migration_safety.flows.volume.pools.pool import Pool

Result = TypeVar("Result")

PATIENCE = "10s"
MISSING = "Install the same version of migration-safety on the scheduler and on every worker."


class Cluster(Pool):
    """Over a client of the cluster."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._futures = client.get_executor(pure=False)
        self.ahead = 2 * sum(client.nthreads().values())

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        future: Future[Result] = self._futures.submit(fn, *args, **kwargs)
        return future


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler listens there; it stays as it was, but for our tasks.

    A task that runs when something ends the block runs on: its chunk is either committed
    whole, and known to the journal, or not at all.
    """
    with _connected(address) as client:
        pool = Cluster(client)
        if not pool.ahead:
            raise VolumeError(f"The Dask scheduler at {address} has no workers.", "Start some.")
        yield pool
