"""Everything that can be decided, and said, before a row is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from migration_safety.conf import configuration
from migration_safety.core.volume.constraint import Constraints
from migration_safety.core.volume.progress import Progress
from migration_safety.core.volume.trial import Trial
from migration_safety.errors import VolumeError
from migration_safety.flows.volume.deciding.beside import Beside, differing
from migration_safety.flows.volume.deciding.manifest import Seeded
from migration_safety.flows.volume.deciding.parents import (
    automatic_key,
    composed,
    content_types,
    existing,
)
from migration_safety.flows.volume.deciding.placing import Place, places
from migration_safety.flows.volume.deciding.shaping import Shaped
from migration_safety.flows.volume.deciding.trying import TakenError, tried
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.statistics.likeness import known, variety
from migration_safety.rows.composing.compose import compose
from migration_safety.rows.composing.references.amending import amended
from migration_safety.rows.composing.references.parent import Parent
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.uniqueness.distinct import TooFewError
from migration_safety.rows.composing.wanted import Wanted
from migration_safety.rows.composing.world import World
from migration_safety.rows.models import Model, Order, ordered, references
from migration_safety.rows.prototyping import REFERENCE, Prototyping
from migration_safety.rows.recipe import Recipe

MIXED = "rows of different tenants go together, as no tenant has enough of its own."


@dataclass(frozen=True, slots=True)
class Prepared:
    """One table, ready to be filled; `held` is how many rows it holds already,
    `refers` are the labels that it refers to.

    `key` is the column of its whole-number key, "" if it has none.  `amendments` fill in the
    references that close a circle.
    """

    label: str
    recipe: Recipe
    starts: tuple[tuple[int, int], ...]
    key: str
    held: int
    refers: frozenset[str]
    trial: Trial
    amendments: tuple[Recipe, ...] = ()


@dataclass
class Preparation:
    """Composes table after table; what is composed is a parent of what follows."""

    request: Request
    shaped: Shaped
    target: Any
    constraints: Mapping[str, Constraints]
    earlier: Mapping[str, Seeded]
    begun: Mapping[str, Seeded]
    progress: Progress
    parents: dict[str, Parent] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    models: tuple[Model, ...] = ()

    def __post_init__(self) -> None:
        request = self.request
        self._content_types = content_types(self.request.alias)
        self._statistics = known(self.shaped.expected, self.shaped.known, self.shaped.shape)
        self._prototyping = Prototyping(
            configuration().factories,
            request.seed,
            request.locale,
            self.shaped.shape,
            variety(self._statistics, self.shaped.known, self.shaped.rows),
        )

    def prepared(self) -> list[Prepared]:
        """Every table in the order in which it can be filled."""
        chosen = {label: self.shaped.known[label] for label in self.shaped.rows}
        required = {label: self.constraints[label].required for label in chosen}
        order = ordered(chosen, required)
        self.models = order.models
        self._know_others(order)
        found = []
        for model in order.models:
            self.progress(f"Preparing {model._meta.label}")
            found.append(self._prepare(model, order))
        return [self._completed(each, order) for each in found]

    def sources(self) -> dict[str, str]:
        """What the rows are made of besides the seed."""
        return {**self._prototyping.sources(), **self.shaped.likeness.sources}

    def _prepare(self, model: Model, order: Order) -> Prepared:
        label, table = model._meta.label, model._meta.db_table
        key = automatic_key(model)
        holding = self.target.holding(table, key or None)
        begun = self.begun.get(label)
        found = places(
            holding.highest, holds=holding.rows, earlier=self.earlier.get(label), begun=begun
        )
        where, recipe, trial = self._placed(
            model, order, found, compared=holding.rows and not begun
        )
        self.parents[label] = composed(recipe, model, self._wanted(model, where, order))
        if recipe.ownership.parents and recipe.ownership.tenancy is None:
            self.notes.append(f"{label}: {MIXED}")
        held = begun.held if begun else self.target.count(table) if holding.rows else 0
        refers = frozenset(each.parent._meta.label for each in references(model))
        return Prepared(label, recipe, where.starts, key, held, refers, trial)

    def _placed(
        self, model: Model, order: Order, found: Iterable[Place], *, compared: bool
    ) -> tuple[Place, Recipe, Trial]:
        """Where nothing is there that its rows would have as well; raises what stands in the way
        of the first place where there is none."""
        refused: VolumeError | None = None
        for where in found:
            noted = len(self.notes)
            try:
                recipe = self._recipe(model, self._wanted(model, where, order))
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

    def _completed(self, table: Prepared, order: Order) -> Prepared:
        """With what fills in the references that close a circle."""
        amendments = []
        for column in sorted(name for label, name in order.postponed if label == table.label):
            recipe = amended(
                table.recipe,
                self.shaped.known[table.label],
                column,
                parents=self.parents,
                constraints=self.constraints[table.label],
                shape=self.shaped.shape,
            )
            if recipe is None:
                self.notes.append(f"{table.label}: {column} stays NULL, as it closes a circle.")
            else:
                amendments.append(recipe)
        return replace(table, amendments=tuple(amendments))

    def _wanted(self, model: Model, where: Place, order: Order) -> Wanted:
        label = model._meta.label
        referring = (each for other in order.models for each in references(other))
        return Wanted(
            self.shaped.rows[label],
            where.first,
            where.origin,
            where.starts,
            frozenset(each.to_column for each in referring if each.parent is model),
            frozenset(column for owner, column in order.postponed if owner == label),
            self.earlier.get(label, Seeded()).ownerships,
        )

    def _recipe(self, model: Model, wanted: Wanted) -> Recipe:
        """With as many rows as can be, where nobody asked for more than that."""
        constraints = self.constraints[model._meta.label]
        try:
            return compose(Sheet(model, wanted, constraints, self._world()))
        except TooFewError as error:
            rows = error.capacity - (wanted.first - wanted.origin)
            if model._meta.label in self.shaped.explicit or rows <= 0:
                raise
            self.notes.append(f"{model._meta.label}: {rows:,} rows, as no more can differ.")
            return self._recipe(model, replace(wanted, rows=rows))

    def _world(self) -> World:
        return World(
            seed=self.request.seed,
            shape=self.shaped.shape,
            end=REFERENCE.date(),
            offset=self.target.offset,
            judge=self.target,
            encode=self.target.encode,
            prototypes=self._prototyping.build,
            parents=self.parents,
            content_types=self._content_types,
            statistics=self._statistics,
            tenant=configuration().tenant,
        )

    def _know_others(self, order: Order) -> None:
        """Tables that are not filled, but referred to: what they hold is there to be chosen."""
        chosen = {model._meta.label for model in order.models}
        for model in order.models:
            for each in references(model):
                label = each.parent._meta.label
                if label in self.shaped.known and label not in chosen:
                    earlier, known = self.earlier.get(label), self.parents.get(label)
                    self.parents[label] = existing(each, self.target, earlier, known)
