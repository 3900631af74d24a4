"""Some migrations that follow each other, taken forward and back as one."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.state import ProjectState

from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.errors import MigrationSafetyError
from migration_safety.reading.replay.complaint import complaint
from migration_safety.reading.replay.passage import backward, forward
from migration_safety.reading.replay.watched import Witness

PASSAGES = {Direction.FORWARD: forward, Direction.BACKWARD: backward}


class Unit:
    """`migrations` in the order of the plan, for a database in the state `before` them.

    It notes how many of them are applied: after a failure the next leg begins where the last one
    ended.  For another database take a `copy`.
    """

    def __init__(self, migrations: Sequence[Migration], before: ProjectState) -> None:
        self.migrations = tuple(migrations)
        # Rendered once: each later state then renders only the models that differ.
        _ = before.apps
        self.states = [before]
        for migration in self.migrations:
            self.states.append(migration.mutate_state(self.states[-1]))
        self.applied = 0

    @property
    def before(self) -> ProjectState:
        """The state before the first of them."""
        return self.states[0]

    @property
    def after(self) -> ProjectState:
        """The state once all are applied."""
        return self.states[-1]

    @property
    def labels(self) -> tuple[str, ...]:
        """The migrations by "app.name"."""
        return tuple(map(label, self.migrations))

    def copy(self) -> Unit:
        """The same with new migrations, none of them applied."""
        return Unit([type(it)(it.name, it.app_label) for it in self.migrations], self.before)

    def forward(self, connection: BaseDatabaseWrapper, witness: Witness | None = None) -> Leg:
        """Apply those that are not applied.  Raises SandboxError where the server is lost."""
        return self.go(Direction.FORWARD, connection, witness)

    def backward(self, connection: BaseDatabaseWrapper, witness: Witness | None = None) -> Leg:
        """Unapply those that are applied, the last first.  Raises SandboxError likewise."""
        return self.go(Direction.BACKWARD, connection, witness)

    def go(
        self, direction: Direction, connection: BaseDatabaseWrapper, witness: Witness | None = None
    ) -> Leg:
        """Until none is left in that direction, or one fails."""
        connection.ensure_connection()
        seconds: dict[str, float] = {}
        ahead = direction is Direction.FORWARD
        while self.applied < len(self.migrations) if ahead else self.applied:
            at = self.applied if ahead else self.applied - 1
            migration, state = self.migrations[at], self.states[at].clone()
            session, start = connection.connection, perf_counter()
            try:
                PASSAGES[direction](migration, state, connection, witness)
            except MigrationSafetyError:
                raise
            except (Exception, SystemExit) as error:
                said = complaint(error, migration, connection, session)
                refused = isinstance(error, IrreversibleError)
                return Leg(direction, seconds, label(migration), said, refused)
            seconds[label(migration)] = perf_counter() - start
            self.applied += 1 if ahead else -1
        return Leg(direction, seconds)


def label(migration: Migration) -> str:
    """ "app.name"."""
    return f"{migration.app_label}.{migration.name}"
