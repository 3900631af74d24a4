"""A connection to an empty sandbox, and bills made on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.reading.replay import confined
from tests.plugins.sandboxes import EMPTY
from tests.plugins.servers import Server
from tests.reading.billing.units import Billed, billing


@pytest.fixture
def billed(
    reachable: None, newest: Server, shared_sandboxes: Callable[[Server], Sandbox]
) -> Iterator[Billed]:
    """Makes the tables of `base` with some rows in them, and bills the unit of the operations."""
    sandbox = shared_sandboxes(newest)
    with psycopg.connect(sandbox.conninfo, autocommit=True) as fresh:
        fresh.execute(EMPTY.encode())
    with confined("default", sandbox.settings()) as connection:
        yield billing(connection)
