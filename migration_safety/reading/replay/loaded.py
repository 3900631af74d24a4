"""One migration loaded from its file, in a process that has nothing but the project's settings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState

from migration_safety.core.trial.leg import Direction
from migration_safety.reading.graph.load import load
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


def loaded(key: Key, before: Sequence[Key], unmigrated: Collection[str]) -> Loaded:
    """Find it among the project's files.  Raises SelectionError where it cannot be loaded."""
    # Also those that a squashed migration replaces: the database may have them.
    files = load(None).disk_migrations
    state = ProjectState(real_apps=set(unmigrated))
    for each in before:
        state = files[each].mutate_state(state, preserve=False)
    _ = state.apps
    return Loaded(files[key], state)
