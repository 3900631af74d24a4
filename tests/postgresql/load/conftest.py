"""A sandbox's connection as Django has it, for tests of loading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.reading.replay import confined
from tests.plugins.sandboxes import EMPTY
from tests.plugins.servers import Server

Connecting = Callable[[Server], AbstractContextManager[BaseDatabaseWrapper]]


@pytest.fixture
def connecting(reachable: None, shared_sandboxes: Callable[[Server], Sandbox]) -> Connecting:
    """`with connecting(server) as connection:` to an empty database."""

    @contextmanager
    def connecting(server: Server) -> Iterator[BaseDatabaseWrapper]:
        sandbox = shared_sandboxes(server)
        with psycopg.connect(sandbox.conninfo, autocommit=True) as fresh:
            fresh.execute(EMPTY.encode())
        with confined("default", sandbox.settings()) as connection:
            connection.ensure_connection()
            yield connection

    return connecting


@pytest.fixture
def connection(server: Server, connecting: Connecting) -> Iterator[BaseDatabaseWrapper]:
    """A connection to an empty database, on every version."""
    with connecting(server) as connection:
        yield connection
