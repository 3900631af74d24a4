"""The migrations from the first selected one to the last, as units to be tried."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations.state import ProjectState

from migration_safety.reading.graph.select import Selection
from migration_safety.reading.replay.unit import Unit, label


class Course:
    """Begins where the `state` before the first selected migration ends."""

    def __init__(self, selection: Selection, state: ProjectState) -> None:
        self.selection = selection
        self.state = state
        passed = len(selection.baseline())
        self.migrations = list(selection.until_last())[passed:]

    @classmethod
    def of(cls, selection: Selection) -> Course:
        """Without a database: nothing before the first selected migration is run."""
        state = selection.empty_state()
        for migration in selection.baseline():
            state = migration.mutate_state(state, preserve=False)
        return cls(selection, state)

    @property
    def labels(self) -> tuple[str, ...]:
        """All of them by "app.name"."""
        return tuple(map(label, self.migrations))

    def whole(self) -> Unit:
        """All of them as one, those between the selected ones included."""
        return Unit(self.migrations, self.state)

    def selected(self) -> list[str]:
        """The labels of the selected ones."""
        return [label(each) for each in self.migrations if self.selection.has(each)]

    def each(self) -> Iterator[tuple[Unit, bool]]:
        """One after the other, each in the state that the one before has left; and whether it
        is selected."""
        state = self.state
        for migration in self.migrations:
            unit = Unit([migration], state)
            yield unit, self.selection.has(migration)
            state = unit.after
