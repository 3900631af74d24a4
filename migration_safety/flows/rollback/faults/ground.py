"""A server on which a migration is interrupted, with copies of the database it begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass

from migration_safety.databases.postgresql.faults.cluster import Cluster
from migration_safety.databases.postgresql.faults.restoring import restore
from migration_safety.databases.postgresql.faults.session import (
    Session,
    keeper,
    session,
    settled,
)
from migration_safety.databases.postgresql.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Copy:
    """A sandbox, and the address that leads to it: libpq's parameters."""

    box: Sandbox
    address: Mapping[str, str]

    def session(self) -> AbstractContextManager[Session]:
        """A connection of ours, in autocommit."""
        return session(self.box.conninfo)


class Ground:
    """`source` holds the database before the migration; nobody is connected to it.

    `check_interval` is what the project's server has for client_connection_check_interval.
    Where there is a `cluster`, the server may be crashed.
    """

    def __init__(
        self, source: Sandbox, check_interval: str = "0", cluster: Cluster | None = None
    ) -> None:
        self.source = source
        self._check_interval = check_interval
        self._cluster = cluster
        self._alive = [source.name]
        self._keeper: Session | None = None

    @contextmanager
    def copy(self, of: Sandbox) -> Iterator[Copy]:
        """A new one, dropped afterwards; a killed client is noticed on it as in production."""
        with of.copy() as box:
            self._alive.append(box.name)
            try:
                yield Copy(box, settled(box.conninfo, self._check_interval))
            finally:
                self._alive.remove(box.name)

    def crash(self) -> None:
        """End the server without a checkpoint, and start it again.

        Leases have ended with their sessions: they are taken again before anybody sweeps.
        """
        if self._cluster:
            self._cluster.crash()
            self._cluster.start()
            self.close()
            self._keeper = keeper(self._cluster.conninfo, self._alive)

    def close(self) -> None:
        """Give up what keeps the leases."""
        if self._keeper:
            self._keeper.close()


@contextmanager
def apart(spare: Sandbox, cluster: Cluster, check_interval: str) -> Iterator[Ground]:
    """On a cluster of its own, that is given what the spare sandbox holds."""
    with Sandbox(cluster.conninfo) as source:
        restore(spare.conninfo, source.conninfo, cluster.version)
        with closing(Ground(source, check_interval, cluster)) as ground:
            yield ground
