"""The wrapper that Django makes for an alias no sandbox stands in for."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db.backends.dummy.base import DatabaseWrapper as DummyWrapper
from django.utils.connection import ConnectionDoesNotExist


class DatabaseWrapper(DummyWrapper):
    """Django's dummy backend, with an error that names the alias."""

    display_name = "refused"

    def ensure_connection(self) -> NoReturn:
        """Every way to a cursor or a transaction leads through here."""
        raise ConnectionDoesNotExist(
            f"the migration reaches for the database {self.alias!r}, which the sandbox does "
            f"not stand in for; use schema_editor.connection.alias, or guard with a router"
        )

    def _cursor(self, name: str | None = None) -> NoReturn:
        self.ensure_connection()

    def get_autocommit(self) -> NoReturn:
        """Asked first by transaction.atomic()."""
        self.ensure_connection()

    def __getattr__(self, name: str) -> Any:
        # Asked for what other backends have: operators, vendor features.
        raise AttributeError(f"the database {self.alias!r} is out of reach: no {name}")
