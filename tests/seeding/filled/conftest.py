"""A database with nothing in it, and an app of its own for random models."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.test import override_settings

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.reading.replay import confined
from tests.plugins.sandboxes import EMPTY
from tests.plugins.servers import Server
from tests.seeding.filled.shop import INSTALLED, forget


class Emptying:
    """The database of this worker, emptied whenever somebody enters."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.name = sandbox.name

    def __enter__(self) -> psycopg.Connection:
        self._confined = confined("default", self._sandbox.settings())
        self._confined.__enter__()
        self._session = psycopg.connect(self._sandbox.conninfo, autocommit=True)
        self._session.execute("DROP SCHEMA IF EXISTS migration_safety CASCADE")
        self._session.execute(EMPTY.encode())
        return self._session

    def __exit__(self, *failure: object) -> None:
        self._session.close()
        self._confined.__exit__(None, None, None)
        forget()


@pytest.fixture
def emptying(
    newest: Server, reachable: None, shared_sandboxes: Callable[[Server], Sandbox]
) -> Iterator[Emptying]:
    with override_settings(INSTALLED_APPS=INSTALLED, MIGRATION_SAFETY={}):
        yield Emptying(shared_sandboxes(newest))
