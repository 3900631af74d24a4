"""One migration loaded from its file, in a process that has nothing but the project's settings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState

from migration_safety.core.trial.leg import Direction
from migration_safety.reading.graph.load import load
from migration_safety.reading.graph.order import as_migrate
from migration_safety.reading.replay.passage import backward, forward

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """`before` is the project's state before it."""

    migration: Migration
    before: ProjectState

    def take(self, direction: Direction, connection: BaseDatabaseWrapper) -> None:
        """Forward or back, once: the state does not survive it.  Raises what the migration does."""
        if direction is Direction.FORWARD:
            forward(self.migration, self.before, connection)
        else:
            backward(self.migration, self.before, connection)


def loaded(key: Key, applied: Collection[Key]) -> Loaded:
    """Find it among the project's files, for a database that has the applied ones.

    Raises SelectionError where it cannot be loaded.
    """
    loader = load(None)
    graph = loader.graph
    state = ProjectState(real_apps=set(loader.unmigrated_apps))
    for each in as_migrate(graph):
        if each != key and _is_applied(graph.nodes[each], applied):
            state = graph.nodes[each].mutate_state(state, preserve=False)
    # Rendered once, for all runs.
    _ = state.apps
    return Loaded(loader.get_migration(*key), state)


def _is_applied(migration: Migration, applied: Collection[Key]) -> bool:
    """A squashed migration is recorded as those that it replaces."""
    parts = migration.replaces or [(migration.app_label, migration.name)]
    return all(tuple(each) in applied for each in parts)
