"""No query leaves while operations are replayed without a database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import NoReturn

from django.db import DatabaseError, connections

from migration_safety.reading.replay.confinement import exchanged, refusing


def no_queries() -> AbstractContextManager[None]:
    """Refuse every query on every alias: an unknown operation may reach for one.

    No connection is to be had, in this thread or another: what is sent past Django's
    cursors, or by a thread, would be sent all the same.
    """
    return exchanged({name: refusing(name, Silent) for name in connections.settings})


class _Cursor:
    """Says which query it was given, and sends none."""

    def __enter__(self) -> _Cursor:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to close."""

    def close(self) -> None:
        """Nothing to close."""

    def execute(self, sql: object, params: object = None) -> NoReturn:
        raise DatabaseError(f"asks the database: {' '.join(str(sql).split())}")

    executemany = callproc = execute


class Silent:
    """Mixed into the wrapper of an alias: it composes SQL as ever, and sends none."""

    def connect(self) -> NoReturn:
        raise DatabaseError("asks for a connection to the database")

    def ensure_connection(self) -> NoReturn:
        self.connect()

    def get_new_connection(self, conn_params: object) -> NoReturn:
        self.connect()

    def cursor(self) -> _Cursor:
        return _Cursor()

    chunked_cursor = cursor
