"""Sandboxes for tests, with a recorder plugged in and one way to have statements observed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.effect import Effect
from migration_safety.core.observation import Observation
from migration_safety.databases.postgresql.grammar import split
from migration_safety.databases.postgresql.observe import Recorder
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.reading.replay import confined
from tests.plugins.servers import Server

# What examples of facts make outside of the schema public goes too.
EMPTY = """
    DROP SCHEMA IF EXISTS public, made, elsewhere, "Else", migration_safety CASCADE;
    CREATE SCHEMA public;
    CREATE EXTENSION IF NOT EXISTS plpgsql;
"""
SCHEMA = Path(__file__).parent.parent / "postgresql" / "schema.sql"


@contextmanager
def emptied(sandbox: Sandbox) -> Iterator[BaseDatabaseWrapper]:
    """The project's connection to a sandbox in which nothing is left of other tests."""
    with psycopg.connect(sandbox.conninfo, autocommit=True) as fresh:
        fresh.execute(EMPTY.encode())
    with confined("default", sandbox.settings()) as connection:
        connection.ensure_connection()
        yield connection


@dataclass(frozen=True, slots=True)
class Observed:
    """A sandbox's connection whose statements are observed."""

    connection: BaseDatabaseWrapper
    recorder: Recorder

    def prepare(self, *statements: str) -> None:
        """Run something that nobody observes, before the migration."""
        for statement in statements:
            self.connection.connection.execute(statement.encode())

    def migration(self, *statements: str, atomic: bool = True) -> list[Observation]:
        """Run statements as RunSQL would, in one operation each."""
        before = len(self.recorder.observations)
        self.recorder.begin("shop", "0001_initial")
        try:
            with self.connection.schema_editor(atomic=atomic) as editor:
                for index, statement in enumerate(statements):
                    self.recorder.operation = index
                    editor.execute(statement, params=None)
        finally:
            self.recorder.operation = None
        return self.recorder.observations[before:]

    def one(self, statement: str, *, atomic: bool = True) -> dict[str, Effect]:
        """The effects of a single statement, by table."""
        (seen,) = self.migration(statement, atomic=atomic)
        return {effect.table: effect for effect in seen.effects}


Observing = Callable[..., AbstractContextManager[Observed]]


@pytest.fixture
def reachable(django_db_blocker: Any) -> Iterator[None]:
    """Databases may be connected to: those of sandboxes, as no other is configured."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def shared_sandboxes() -> Iterator[Callable[[Server], Sandbox]]:
    """One sandbox per server and worker: emptying it is quicker than making another."""
    with ExitStack() as stack:
        yield cache(lambda server: stack.enter_context(Sandbox(server.url())))


@pytest.fixture
def observing(reachable: None, shared_sandboxes: Callable[[Server], Sandbox]) -> Observing:
    """`with observing(server) as observed:` a sandbox that holds the schema of the facts."""

    @contextmanager
    def observing(server: Server, project: Mapping[str, Any] | None = None) -> Iterator[Observed]:
        sandbox = shared_sandboxes(server)
        with psycopg.connect(sandbox.conninfo, autocommit=True) as fresh:
            fresh.execute(EMPTY.encode() + SCHEMA.read_bytes())
            # What it has read is to be counted before anybody looks, not when it has gone.
            fresh.execute("SELECT pg_stat_force_next_flush()")
        with (
            confined("default", sandbox.settings(project)) as connection,
            Recorder(connection, split) as recorder,
        ):
            yield Observed(connection, recorder)

    return observing
