"""Which migration makes each model, so that Python can be told what it may rely on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.db.migrations import Migration
from django.db.migrations.state import ModelState

from migration_safety.reading.functions.models.moment import Models, Moment
from migration_safety.reading.functions.values import Key
from migration_safety.reading.graph.select import Selection

Moments = Callable[[Models], Moment]


@dataclass(slots=True)
class Makers:
    """The migration that made each model, as far as the walk has come."""

    selection: Selection
    known: dict[Key, Key] = field(default_factory=dict)

    def met(self, migration: Migration, models: Iterable[Key]) -> None:
        """Note the models that were not there before the migration."""
        made = set(models) - self.known.keys()
        self.known.update(dict.fromkeys(made, (migration.app_label, migration.name)))

    def moments(self, migration: Migration, running: Mapping[Key, ModelState]) -> Moments:
        """What makes a moment of the models at one of its operations."""
        return partial(
            Moment,
            before=running,
            unmigrated=self.selection.unmigrated,
            makers=self.known,
            ancestors=self.selection.ancestors(migration),
        )
