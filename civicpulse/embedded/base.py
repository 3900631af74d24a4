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

    def get_connection_params(self) -> dict[str, Any]:
        """Whoever asks how to connect finds a server running; nothing before needs one."""
        try:
            self.settings_dict.update(address(self.settings_dict["CLUSTER"]))
        except ClusterDidNotStartError as error:
            raise OperationalError(str(error)) from error
        return super().get_connection_params()
