"""What the server that will run the migrations says of itself, where it can be reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.price.timeouts import TIMEOUTS

VERSION = "server_version_num"
# An older server lacks some of them; each timeout counts in milliseconds.
ASKED = "SELECT name, setting::int FROM pg_settings WHERE name = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Server:
    """`version` is the major version; `timeouts` are in milliseconds, empty where not known."""

    version: int
    timeouts: Mapping[str, int] = field(default_factory=dict)


def ask(connection: BaseDatabaseWrapper, assumed: int) -> Server:
    """Ask an open PostgreSQL connection; otherwise assume a version and know nothing else.

    It does not connect by itself: `select` has tried, and said so where it could not.
    """
    if connection.vendor != "postgresql" or connection.connection is None:
        return Server(assumed)
    try:
        with connection.cursor() as cursor:
            cursor.execute(ASKED, [[VERSION, *TIMEOUTS]])
            found = dict(cursor.fetchall())
    except DatabaseError:
        return Server(assumed)
    return Server(found.pop(VERSION) // 10_000, found)
