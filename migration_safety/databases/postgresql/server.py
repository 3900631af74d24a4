"""What the server that will run the migrations says of itself, where it can be reached."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Server:
    """`version` is the major version; `lock_timeout` in milliseconds, None where not known."""

    version: int
    lock_timeout: int | None = None


def ask(connection: BaseDatabaseWrapper, assumed: int) -> Server:
    """Ask an open PostgreSQL connection; otherwise assume a version and know nothing else.

    It does not connect by itself: `select` has tried, and said so where it could not.
    """
    if connection.vendor != "postgresql" or connection.connection is None:
        return Server(assumed)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int / 10000,"
                " setting::int FROM pg_settings WHERE name = 'lock_timeout'"
            )
            major, timeout = cursor.fetchone()
    except DatabaseError:
        return Server(assumed)
    return Server(major, timeout)
