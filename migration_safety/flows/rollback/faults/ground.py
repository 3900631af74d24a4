"""A server on which a migration is interrupted, with copies of the database it begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

import psycopg
from psycopg import errors

from migration_safety.databases.postgresql.connect import connect, parameters
from migration_safety.databases.postgresql.faults.cluster import Cluster
from migration_safety.databases.postgresql.faults.restoring import restore
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.sandboxes.carrying import put
from migration_safety.databases.postgresql.sandboxes.lease import take_lease

INTERVAL = "client_connection_check_interval"


@dataclass(frozen=True, slots=True)
class Copy:
    """A sandbox, and the address that leads to it: libpq's parameters."""

    box: Sandbox
    address: Mapping[str, str]

    @contextmanager
    def session(self) -> Iterator[psycopg.Connection]:
        """A connection of ours, in autocommit."""
        with closing(connect(self.box.conninfo)) as session:
            yield session


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
        self._alive: list[str] = [source.name]
        self._keeper: psycopg.Connection | None = None

    @contextmanager
    def copy(self, of: Sandbox) -> Iterator[Copy]:
        """A new one, dropped afterwards; a killed client is noticed on it as in production."""
        with of.copy() as box:
            self._alive.append(box.name)
            try:
                yield Copy(box, self._settled(box))
            finally:
                self._alive.remove(box.name)

    def _settled(self, box: Sandbox) -> Mapping[str, str]:
        with closing(connect(box.conninfo)) as session:
            # Not every platform knows it: PostgreSQL refuses the setting there.
            with suppress(errors.InvalidParameterValue):
                put(session, box.name, INTERVAL, self._check_interval)
            server = session.info
            given = {"host": server.host, "port": str(server.port), "user": server.user}
        return given | parameters(box.conninfo)

    def crash(self) -> None:
        """End the server without a checkpoint, and start it again.

        Leases have ended with their sessions: they are taken again before anybody sweeps.
        """
        if self._cluster:
            self._cluster.crash()
            self._cluster.start()
            self.close()
            self._keeper = connect(self._cluster.conninfo)
            for name in self._alive:
                take_lease(self._keeper, name)

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
