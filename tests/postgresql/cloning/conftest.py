"""Databases to be cloned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.plugins.servers import Server
from tests.postgresql.cloning.project import fill


@pytest.fixture
def project(server: Server) -> Iterator[str]:
    """A database with the project's tables, on each version."""
    with server.database() as url:
        yield fill(url)


@pytest.fixture
def own_project(own_server: Server) -> Iterator[str]:
    """The same where roles and slots may be made."""
    with own_server.database() as url:
        yield fill(url)
