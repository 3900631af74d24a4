"""Tasks on the machines of a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from socket import create_connection
from typing import Any, TypeVar

from migration_safety.errors import VolumeError
from migration_safety.flows.volume.partition import engine
from migration_safety.flows.volume.pools.pool import Pool

Result = TypeVar("Result")

PATIENCE = 5


class Cluster(Pool):
    """Over a client of the cluster."""

    def __init__(self, client: Any) -> None:
        self._client = client
        # A pure task would be looked up among the results of others with the same arguments.
        self._futures = client.get_executor(pure=False)
        self.ahead = 2 * sum(client.nthreads().values())

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        future: Future[Result] = self._futures.submit(fn, *args, **kwargs)
        return future

    def dismiss(self, fn: Callable[..., None], /, *args: Any) -> None:
        self._client.run(fn, *args, on_error="ignore")


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler listens there.

    A task that is under way when something ends the block runs on: its chunk is either
    committed whole, and known to the journal, or not at all.
    """
    with _connected(address) as client:
        if not client.nthreads():
            raise VolumeError(
                f"The Dask scheduler at {address} has no workers.",
                f"Start some: dask worker {address}",
            )
        _refuse_others(client)
        yield Cluster(client)


def _connected(address: str) -> Any:
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise VolumeError(
            "Dask is not installed.", "Run: pip install 'migration-safety[distributed]'"
        ) from None
    try:
        _knock(address)
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    # Another kind of server answers with what may look like anything.
    except Exception:
        raise VolumeError(
            f"No Dask scheduler answers at {address}.", "Give its address as tcp://HOST:PORT."
        ) from None


def _knock(address: str) -> None:
    """A client that nobody answers takes its time, and complains once more when it is closed."""
    comm = import_module("distributed.comm")
    place = comm.get_address_host_port(comm.normalize_address(address))
    create_connection(place, PATIENCE).close()


def _refuse_others(client: Any) -> None:
    """Workers that would make other rows, or none."""
    for worker, answer in client.run(engine, on_error="return").items():
        if answer != engine():
            raise VolumeError(
                f"The Dask worker at {worker} lacks this version of migration-safety.",
                "Install it, with psycopg, on every machine of the cluster.",
            )
