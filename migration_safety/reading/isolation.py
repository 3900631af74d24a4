"""No query leaves while operations are replayed without a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn

from django.db import DatabaseError, connections


@contextmanager
def no_queries() -> Iterator[None]:
    """Refuse every query on every alias: an unknown operation may reach for one."""
    with ExitStack() as stack:
        for connection in connections.all(initialized_only=False):
            stack.enter_context(connection.execute_wrapper(_refuse))
        yield


def _refuse(execute: object, sql: object, *rest: object) -> NoReturn:
    raise DatabaseError(f"asks the database: {' '.join(str(sql).split())}")
