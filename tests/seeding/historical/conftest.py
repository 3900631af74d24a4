"""civicpulse on a sandbox, at any moment of its history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.apps.registry import Apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.flows.targets import open_target
from migration_safety.flows.volume.proving import loose_references
from migration_safety.reading.graph.select import Wanted, select
from migration_safety.reading.replay import confined
from migration_safety.reading.replay.passage import forward
from migration_safety.rows.models import fillable
from tests.plugins.sandboxes import EMPTY
from tests.plugins.servers import Server
from tests.seeding.filled.conftest import emptying

__all__ = ["emptying"]


@dataclass
class History:
    """A database that goes from migration to migration, and the project's state there."""

    connection: BaseDatabaseWrapper
    state: ProjectState
    left: list[Migration]

    def until(self, name: str) -> Apps:
        """The models after the migration whose name begins so ("people.0005")."""
        done = False
        while not done:
            migration = self.left.pop(0)
            done = f"{migration.app_label}.{migration.name}".startswith(name)
            self.state = forward(migration, self.state, self.connection)
        return self.state.apps

    def one(self, query: str) -> Any:
        """The only cell of the only row."""
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]

    def counts(self) -> dict[str, int]:
        """The rows of every table but the record of migrations."""
        with self.connection.cursor() as cursor:
            tables = self.connection.introspection.table_names(cursor)
        return {
            table: self.one(f'SELECT count(*) FROM "{table}"')
            for table in tables
            if table != "django_migrations"
        }

    def wrong(self) -> list[str]:
        """Constraints and indexes that do not hold, and references that lead nowhere."""
        known = fillable(self.connection.alias, self.state.apps)
        tables = [model._meta.db_table for model in known.values()]
        with closing(open_target(self.connection.alias)) as target:
            loose = loose_references(known.values())
            orphans = [target.orphans(table, keys) for table, keys in loose.items()]
            invalid = [name for name, valid in target.standing(tables).items() if not valid]
        return invalid + [name for each in orphans for name, count in each.items() if count]


@pytest.fixture
def history(
    newest: Server, reachable: None, shared_sandboxes: Callable[[Server], Sandbox]
) -> Iterator[History]:
    selection = select(Wanted(everything=True), "default")
    sandbox = shared_sandboxes(newest)
    with psycopg.connect(sandbox.conninfo, autocommit=True) as fresh:
        fresh.execute(EMPTY.encode())
    with confined("default", sandbox.settings(connections.settings["default"])) as connection:
        MigrationRecorder(connection).ensure_schema()
        yield History(connection, selection.empty_state(), list(selection.migrations))
