"""Django's PostgreSQL backend on a cluster that starts with the first connection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgreSQLClient
from django.db.utils import OperationalError

from civicpulse.embedded.cluster import ClusterDidNotStartError, address


class DatabaseClient(PostgreSQLClient):
    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.get_connection_params()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient
    host = ""

    def get_connection_params(self) -> dict[str, Any]:
        """Whoever asks how to connect finds a server running; nothing before needs one.

        Settings that lead to another host, such as a sandbox's, are followed as they are.
        """
        if self.settings_dict["HOST"] in ("", self.host):
            self.settings_dict.update(self.started())
            self.host = self.settings_dict["HOST"]
        return super().get_connection_params()

    def started(self) -> dict[str, Any]:
        try:
            return address(self.settings_dict["CLUSTER"])
        except ClusterDidNotStartError as error:
            raise OperationalError(str(error)) from error
