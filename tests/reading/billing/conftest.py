"""A connection to an empty sandbox, and bills made on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from migration_safety.databases.postgresql.sandbox import Sandbox
from tests.plugins.sandboxes import emptied
from tests.plugins.servers import Server
from tests.reading.billing.units import Billed, billing


@pytest.fixture
def billed(
    reachable: None, newest: Server, shared_sandboxes: Callable[[Server], Sandbox]
) -> Iterator[Billed]:
    """Makes the tables of `base` with some rows in them, and bills the unit of the operations."""
    with emptied(shared_sandboxes(newest)) as connection:
        yield billing(connection)
