"""A sandbox with rows whose connection is traced, and one way to have statements run on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.costs.cost import Cost, Lock, Spent
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.trace import Tracer
from migration_safety.reading.replay import confined
from tests.plugins.sandboxes import EMPTY
from tests.plugins.servers import Server

ROWS = 10_000
SCHEMA = f"""
    CREATE TABLE parent (id bigint PRIMARY KEY);
    CREATE TABLE item (
        id bigint PRIMARY KEY, parent_id bigint, amount integer, name varchar(10) NOT NULL,
        note text, seen timestamptz
    );
    CREATE INDEX item_name_idx ON item (name);
    INSERT INTO parent SELECT generate_series(1, 100);
    INSERT INTO item SELECT n, n % 100 + 1, n, 'abc', 'note', now()
    FROM generate_series(1, {ROWS}) AS n;
    SELECT pg_stat_force_next_flush();
"""


@dataclass(frozen=True, slots=True)
class Traced:
    """A sandbox's connection whose statements are traced."""

    connection: BaseDatabaseWrapper
    tracer: Tracer

    def migration(self, *statements: str, atomic: bool = True) -> Cost:
        """Run statements as RunSQL would, in one operation each."""
        self.tracer.begin("shop", "0001_initial")
        try:
            with self.connection.schema_editor(atomic=atomic) as editor:
                for index, statement in enumerate(statements):
                    self.tracer.operation = index
                    editor.execute(statement, params=None)
        finally:
            self.tracer.operation = None
        return self.tracer.costs[-1]

    def one(self, statement: str, *, atomic: bool = True) -> Spent:
        """What a single statement spent."""
        return self.migration(statement, atomic=atomic).spent[0]


def modes(spent: Spent) -> set[tuple[str, str]]:
    """The locks that it took: (table, mode)."""
    return {(lock.table, lock.mode) for lock in spent.locks}


def the_lock(spent: Spent, table: str, mode: str) -> Lock:
    """One of them."""
    return next(lock for lock in spent.locks if (lock.table, lock.mode) == (table, mode))


@contextmanager
def traced_on(sandbox: Sandbox) -> Iterator[Traced]:
    """That sandbox with two tables and nothing else, and its connection traced."""
    with psycopg.connect(sandbox.conninfo, autocommit=True) as fresh:
        fresh.execute((EMPTY + SCHEMA).encode())
    with confined("default", sandbox.settings()) as connection, Tracer(connection) as tracer:
        yield Traced(connection, tracer)


Tracing = Callable[..., AbstractContextManager[Traced]]


@pytest.fixture
def tracing(reachable: None, shared_sandboxes: Callable[[Server], Sandbox]) -> Tracing:
    """`with tracing(server) as traced:` a sandbox that holds two tables with rows."""

    def tracing(server: Server) -> AbstractContextManager[Traced]:
        return traced_on(shared_sandboxes(server))

    return tracing


@pytest.fixture
def another(shared_sandboxes: Callable[[Server], Sandbox]) -> Callable[[Server], Any]:
    """`with another(server) as session:` a second session on the same sandbox."""

    def another(server: Server) -> psycopg.Connection[Any]:
        return psycopg.connect(shared_sandboxes(server).conninfo)

    return another
