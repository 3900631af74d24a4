"""A server on which a migration is interrupted, with copies of the database it begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors

from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.faults.cluster import Cluster
from migration_safety.databases.postgresql.faults.restoring import restore
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.sandboxes.carrying import put
from migration_safety.databases.postgresql.sandboxes.lease import take_lease

INTERVAL = "client_connection_check_interval"


@dataclass(frozen=True, slots=True)
class Copy:
    """A sandbox, and the entry for DATABASES that leads the project to it."""

    box: Sandbox
    settings: Mapping[str, Any]

    @contextmanager
    def session(self) -> Iterator[psycopg.Connection]:
        """A connection of ours, in autocommit."""
        with closing(connect(self.box.conninfo)) as session:
            yield session


class Ground:
    """`source` holds the database before the migration; nobody is connected to it.

    `project` is the project's entry for DATABASES, `check_interval` what its server has for
    client_connection_check_interval.  Where there is a `cluster`, the server may be crashed.
    """

    def __init__(
        self,
        source: Sandbox,
        project: Mapping[str, Any],
        check_interval: str = "0",
        cluster: Cluster | None = None,
    ) -> None:
        self.source = source
        self._project = project
        self._check_interval = check_interval
        self._cluster = cluster
        self._alive: list[str] = [source.name]
        self._keeper: psycopg.Connection | None = None

    @contextmanager
    def copy(self, of: Sandbox) -> Iterator[Copy]:
        """A new one, dropped afterwards; a killed client is noticed on it as in production."""
        with of.copy() as box:
            self._alive.append(box.name)
            copied = Copy(box, box.settings(self._project))
            with copied.session() as session, suppress(errors.InvalidParameterValue):
                put(session, box.name, INTERVAL, self._check_interval)
            try:
                yield copied
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
            self._keeper = connect(self._cluster.conninfo)
            for name in self._alive:
                take_lease(self._keeper, name)

    def close(self) -> None:
        """Give up what keeps the leases."""
        if self._keeper:
            self._keeper.close()


@contextmanager
def apart(
    spare: Sandbox, project: Mapping[str, Any], check_interval: str, version: int
) -> Iterator[Ground]:
    """On a cluster of its own, of that version, that holds what the spare sandbox holds."""
    with Cluster(version) as cluster, Sandbox(cluster.conninfo) as source:
        restore(spare.conninfo, source.conninfo, version)
        with closing(Ground(source, project, check_interval, cluster)) as ground:
            yield ground
