"""The recipe of a table, and where its rows begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from migration_safety.core.volume.constraint import Constraints
from migration_safety.core.volume.progress import Progress
from migration_safety.core.volume.trial import Trial
from migration_safety.errors import VolumeError
from migration_safety.rows.composing.compose import compose
from migration_safety.rows.composing.references.parent import Parent
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.uniqueness.distinct import TooFewError
from migration_safety.rows.composing.wanted import Wanted
from migration_safety.rows.composing.world import World
from migration_safety.rows.models import Model, references
from migration_safety.rows.order import Order
from migration_safety.rows.preparing.beside import Beside, differing
from migration_safety.rows.preparing.parents import content_types
from migration_safety.rows.preparing.placing import Place
from migration_safety.rows.preparing.seeded import Seeded
from migration_safety.rows.preparing.specification import Specification
from migration_safety.rows.preparing.trying import TakenError, tried
from migration_safety.rows.prototyping import REFERENCE
from migration_safety.rows.recipe import Recipe


@dataclass
class Composing:
    """`parents` are the tables composed so far, and `notes` what is to be said of them."""

    wished: Specification
    target: Any
    constraints: Mapping[str, Constraints]
    earlier: Mapping[str, Seeded]
    progress: Progress
    parents: Mapping[str, Parent]
    notes: list[str]

    @cached_property
    def _world(self) -> World:
        wished = self.wished
        return World(
            seed=wished.seed,
            shape=wished.shape,
            end=REFERENCE.date(),
            offset=self.target.offset,
            judge=self.target.judge,
            encode=self.target.encode,
            prototypes=wished.prototyping.build,
            parents=self.parents,
            content_types=content_types(wished.alias, wished.apps),
            statistics=wished.statistics,
            tenant=wished.tenant,
        )

    def placed(
        self, model: Model, order: Order, found: Iterable[Place], *, compared: bool
    ) -> tuple[Place, Recipe, Trial]:
        """The first place where nothing is there that its rows would have as well, where they
        are to be `compared`.  Raises what stands in the way of the first place where all have
        something."""
        refused: VolumeError | None = None
        for where in found:
            noted = len(self.notes)
            try:
                recipe = self.recipe(model, self.wanted(model, where, order))
                self.progress(f"Trying {recipe.label}")
                others = self._beside(model, recipe) if compared else None
                trial = tried(self.target, recipe, others)
            except (TooFewError, TakenError) as error:
                del self.notes[noted:]
                refused = refused or error
            else:
                self.notes += others.untold(recipe) if others else []
                return where, recipe, trial
        raise refused or VolumeError(f"{model._meta.label} has no room for new rows.")

    def wanted(self, model: Model, where: Place, order: Order) -> Wanted:
        """Which rows of the table are."""
        label = model._meta.label
        referring = (each for other in order.models for each in references(other))
        return Wanted(
            self.wished.rows[label],
            where.first,
            where.origin,
            where.starts,
            frozenset(each.to_column for each in referring if each.parent is model),
            frozenset(column for owner, column in order.postponed if owner == label),
            self.earlier.get(label, Seeded()).ownerships,
        )

    def recipe(self, model: Model, wanted: Wanted) -> Recipe:
        """With as many rows as can be, where nobody asked for more than that."""
        constraints = self.constraints[model._meta.label]
        try:
            return compose(Sheet(model, wanted, constraints, self._world))
        except TooFewError as error:
            rows = error.capacity - (wanted.first - wanted.origin)
            if model._meta.label in self.wished.explicit or rows <= 0:
                raise
            self.notes.append(f"{model._meta.label}: {rows:,} rows, as no more can differ.")
            return self.recipe(model, replace(wanted, rows=rows))

    def _beside(self, model: Model, recipe: Recipe) -> Beside:
        new = [
            each.column
            for each in references(model)
            if each.parent._meta.label in self.parents
            and not self.parents[each.parent._meta.label].before
        ]
        uniques = differing(self.constraints[recipe.label], recipe.columns, new)
        free = recipe.label not in self.earlier
        return Beside(self.target, recipe.table, uniques, free)
