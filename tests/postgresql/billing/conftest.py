"""A connection as a project has it, to an empty sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.reading.replay import confined
from tests.plugins.sandboxes import EMPTY
from tests.plugins.servers import Server


@pytest.fixture
def connection(
    reachable: None, server: Server, shared_sandboxes: Callable[[Server], Sandbox]
) -> Iterator[BaseDatabaseWrapper]:
    sandbox = shared_sandboxes(server)
    with psycopg.connect(sandbox.conninfo, autocommit=True) as fresh:
        fresh.execute(EMPTY.encode())
    with confined("default", sandbox.settings()) as connection:
        yield connection
