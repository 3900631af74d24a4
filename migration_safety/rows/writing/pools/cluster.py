"""Tasks on the machines of a Dask cluster."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from socket import create_connection
from typing import Any, TypeVar

from migration_safety.errors import VolumeError
from migration_safety.rows.writing.partition import engine
from migration_safety.rows.writing.pools.pool import Pool

Result = TypeVar("Result")

PATIENCE = 5
# A scheduler that is lost, a machine that is, a worker that cannot import what it needs.
BROKEN = (CancelledError, OSError, ImportError, RuntimeError)


class Cluster(Pool):
    """Over a client of the cluster."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.ahead = 2 * sum(client.nthreads().values())

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        # A pure task would be looked up among the results of others with the same arguments.
        remote = self._client.submit(fn, *args, **kwargs, pure=False)
        future: Future[Result] = Future()
        future.add_done_callback(partial(_cancel, remote))
        # The executor that Dask has itself never tells of a result that got lost on its way.
        remote.add_done_callback(partial(_settle, future))
        return future

    def dismiss(self, fn: Callable[..., None], /, *args: Any) -> None:
        # It may be gone, which has been said before.
        with suppress(*BROKEN):
            self._client.run(fn, *args, on_error="ignore")


def _settle(future: Future[Result], remote: Any) -> None:
    if future.set_running_or_notify_cancel():
        try:
            future.set_result(remote.result(timeout=PATIENCE))
        except Exception as error:
            future.set_exception(error)


def _cancel(remote: Any, future: Future[Result]) -> None:
    if future.cancelled():
        with suppress(*BROKEN):
            remote.cancel()


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
        try:
            yield Cluster(client)
        except Exception as error:
            if not _is_dasks(error):
                raise
            said = " ".join(f"{type(error).__name__} {error}".split())
            raise VolumeError(
                f"The Dask cluster broke off ({said}).",
                "Look after it, then repeat the command: it resumes after what was committed.",
            ) from None


def _connected(address: str) -> Any:
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise VolumeError(
            "Dask is not installed.", "Run: pip install 'migration-safety[distributed]'"
        ) from None
    # Its errors are raised as well as logged.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL + 1)
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
    """Machines that would make other rows, or none; the scheduler reads tasks as well."""
    try:
        answers = {"scheduler": client.run_on_scheduler(engine)}
    except Exception:
        answers = {"scheduler": ""}
    found = client.run(engine, on_error="return").items()
    answers |= {f"worker at {address}": answer for address, answer in found}
    for name, answer in answers.items():
        if answer != engine():
            raise VolumeError(
                f"The Dask {name} lacks this version of migration-safety.",
                "Install it, with psycopg, on every machine of the cluster.",
            )


def _is_dasks(error: Exception) -> bool:
    return isinstance(error, BROKEN) or type(error).__module__.startswith("distributed.")
