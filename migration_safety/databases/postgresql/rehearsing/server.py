"""A server of a rehearsal: made empty, ready to replicate, with the role of the application."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.faults.cluster import Cluster

DATABASE = "rehearsed"
APPLICATION = "rehearsed_app"
# fsync as in production; a killed standby of a slot is tried again at once.
SETTINGS = {
    "wal_level": "logical",
    "max_connections": "300",
    "max_wal_senders": "20",
    "max_replication_slots": "20",
    "max_logical_replication_workers": "12",
    "max_worker_processes": "20",
    "max_slot_wal_keep_size": "4GB",
    "wal_retrieve_retry_interval": "500ms",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database lies, and as whom to come."""

    host: str
    port: str
    dbname: str = DATABASE
    user: str = APPLICATION

    @property
    def conninfo(self) -> str:
        """As libpq takes it."""
        return make_conninfo(
            host=self.host, port=self.port, dbname=self.dbname, user=self.user, connect_timeout=10
        )


class LogicalCluster(Cluster):
    """A cluster with a database of the application's, which is no superuser there.

    It knows its `side`, which it tells every session as `cluster_name`.
    """

    def __init__(self, version: int, side: str) -> None:
        super().__init__(version)
        self._side = side

    def __enter__(self) -> LogicalCluster:
        super().__enter__()
        try:
            self._replicate()
            self._people()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    @property
    def application(self) -> Address:
        """As the application comes to its database."""
        parts = conninfo_to_dict(self.conninfo)
        return Address(str(parts["host"]), str(parts["port"]))

    @property
    def driver(self) -> str:
        """The conninfo of a superuser's session on the same database."""
        return make_conninfo(self.conninfo, dbname=DATABASE)

    def _replicate(self) -> None:
        with connect(self.conninfo) as connection:
            for name, value in {**SETTINGS, "cluster_name": self._side}.items():
                command = sql.SQL("ALTER SYSTEM SET {} = {}")
                connection.execute(command.format(sql.Identifier(name), sql.Literal(value)))
            connection.execute("CHECKPOINT")
        self.crash()
        self.start()

    def _people(self) -> None:
        with connect(self.conninfo) as connection:
            role, database = sql.Identifier(APPLICATION), sql.Identifier(DATABASE)
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
            made = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(made.format(database, role))
