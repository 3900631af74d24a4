"""A database with traffic, on every version or on the newest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.plugins.servers import Server
from tests.postgresql.traffic.clinic import Clinic, serving


@pytest.fixture
def clinic(newest: Server) -> Iterator[Clinic]:
    """On the newest version."""
    with serving(newest) as made:
        yield made


@pytest.fixture
def every_clinic(server: Server) -> Iterator[Clinic]:
    """On each version."""
    with serving(server) as made:
        yield made
