"""Databases with one object of each kind, and ways to see what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest

from migration_safety.core.trial.schema.comparing import differences
from migration_safety.core.trial.schema.difference import Difference
from migration_safety.core.trial.schema.portrait import Portrait
from migration_safety.databases.postgresql.portrait import portrait
from tests.plugins.servers import NEWEST, Server, start

SCHEMA = Path(__file__).parent / "schema.sql"


class Model:
    """A database whose changes are undone, and its portrait before them."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.before = portrait(connection)

    def after(self, statements: str) -> Portrait:
        """The portrait once these have run."""
        with self.connection.transaction(force_rollback=True):
            self.connection.execute(statements.encode())
            return portrait(self.connection)

    def differences(self, statements: str) -> tuple[Difference, ...]:
        """What differs then."""
        return differences(self.before, self.after(statements))

    def told(self, statements: str) -> list[str]:
        """The same in words, drift with its kind."""
        return [words(each) for each in self.differences(statements)]


def words(found: Difference) -> str:
    """A difference in one line."""
    aspects = f" ({', '.join(found.aspects)})" if found.aspects and not found.on else ""
    drift = f"{found.drift} drift: " if found.drift else ""
    return f"{drift}{found.change} {found.label}{aspects}"


@pytest.fixture(scope="session")
def models() -> Iterator[Callable[[Server], Model]]:
    """One for each server: making it takes longer than a test."""
    with ExitStack() as stack:
        yield cache(lambda server: stack.enter_context(_model(server)))


@pytest.fixture
def model(server: Server, models: Callable[[Server], Model]) -> Model:
    """One object of each kind, on every version."""
    return models(server)


@pytest.fixture
def newest_model(models: Callable[[Server], Model]) -> Model:
    """The same on the newest version alone."""
    return models(start(NEWEST))


@contextmanager
def _model(server: Server) -> Iterator[Model]:
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA.read_bytes())
        yield Model(connection)
