"""A server on which a migration is interrupted, with copies of the database it begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from migration_safety.databases.postgresql.connect import connect, parameters
from migration_safety.databases.postgresql.faults.cluster import Cluster
from migration_safety.databases.postgresql.faults.copies import Copies
from migration_safety.databases.postgresql.faults.restoring import restore
from migration_safety.databases.postgresql.sandbox import PLACES, STEERING

SOURCE = "migration_safety_source"


@dataclass(frozen=True, slots=True)
class Ground:
    """`source` is the database before the migration, on the server of `copies`.

    `project` is the project's entry for DATABASES; `cluster` is there where the server may be
    crashed.
    """

    copies: Copies
    source: str
    project: Mapping[str, Any]
    cluster: Cluster | None = None

    def connect(self, database: str) -> psycopg.Connection:
        """To a copy, in autocommit."""
        return connect(self.copies.conninfo(database))

    def settings(self, database: str) -> dict[str, Any]:
        """An entry for DATABASES that leads to a copy: the project's session, on this server."""
        address = parameters(self.copies.conninfo(database))
        options = {
            name: value
            for name, value in (self.project.get("OPTIONS") or {}).items()
            if name not in STEERING
        }
        places = {setting: address.pop(name, "") for name, setting in PLACES.items()}
        name = address.pop("dbname")
        return {**self.project, **places, "NAME": name, "OPTIONS": {**options, **address}}

    def crash(self) -> None:
        """End the server without a checkpoint, and start it again."""
        if self.cluster:
            self.cluster.crash()
            self.cluster.start()
            self.copies.reconnect()


@contextmanager
def here(conninfo: str, project: Mapping[str, Any], check_interval: str) -> Iterator[Ground]:
    """The server of the sandbox whose conninfo that is, and itself the source."""
    address = parameters(conninfo)
    source = address["dbname"]
    maintenance = psycopg.conninfo.make_conninfo(conninfo, dbname="postgres")
    copies = Copies(maintenance, check_interval)
    try:
        yield Ground(copies, source, project)
    finally:
        copies.close()


@contextmanager
def apart(
    conninfo: str, project: Mapping[str, Any], check_interval: str, version: int
) -> Iterator[Ground]:
    """A cluster of its own, of that version, that holds the same database."""
    with Cluster(version) as cluster:
        restore(conninfo, cluster.conninfo, database=SOURCE, version=version)
        copies = Copies(cluster.conninfo, check_interval)
        try:
            yield Ground(copies, SOURCE, project, cluster)
        finally:
            copies.close()


