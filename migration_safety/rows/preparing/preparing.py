"""Everything that can be decided, and said, before a row is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from migration_safety.core.volume.constraint import Constraints
from migration_safety.core.volume.progress import Progress
from migration_safety.core.volume.trial import Trial
from migration_safety.rows.composing.references.amending import amended
from migration_safety.rows.composing.references.parent import Parent
from migration_safety.rows.composing.wanted import Wanted
from migration_safety.rows.models import Model, references
from migration_safety.rows.order import Order, ordered
from migration_safety.rows.preparing.composing import Composing
from migration_safety.rows.preparing.failed import Failed
from migration_safety.rows.preparing.parents import (
    automatic_key,
    composed,
    existing,
)
from migration_safety.rows.preparing.placing import places
from migration_safety.rows.preparing.seeded import Seeded
from migration_safety.rows.preparing.specification import Specification
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

    wished: Specification
    target: Any
    constraints: Mapping[str, Constraints]
    earlier: Mapping[str, Seeded]
    begun: Mapping[str, Seeded]
    progress: Progress
    parents: dict[str, Parent] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    models: tuple[Model, ...] = ()

    def __post_init__(self) -> None:
        self._composing = Composing(
            self.wished,
            self.target,
            self.constraints,
            self.earlier,
            self.progress,
            self.parents,
            self.notes,
        )

    def prepared(self) -> list[Prepared]:
        """Every table in the order in which it can be filled.  Raises VolumeError with all that
        stands in the way."""
        found, failed = self.attempted()
        failed.tell()
        return found

    def attempted(self) -> tuple[list[Prepared], Failed]:
        """Those tables that can be filled, in that order, and what stands in the way of others.

        Raises CircleError."""
        chosen = {label: self.wished.known[label] for label in self.wished.rows}
        required = {label: self.constraints[label].required for label in chosen}
        order = ordered(chosen, required)
        self.models = order.models
        self._know_others(order)
        found, failed = [], Failed()
        for model in order.models:
            self.progress(f"Preparing {model._meta.label}")
            with failed.noting(model):
                found.append(self._prepare(model, order))
        return [self._completed(each, order) for each in found], failed

    def composed(self, order: Order, rows: int) -> Recipe:
        """So many rows of the only table of that order, as if it were empty."""
        (model,) = order.models
        self._know_others(order)
        return self._composing.recipe(model, Wanted(rows))

    def _prepare(self, model: Model, order: Order) -> Prepared:
        label, table = model._meta.label, model._meta.db_table
        key = automatic_key(model)
        holding = self.target.holding(table, key or None)
        begun = self.begun.get(label)
        found = places(
            holding.highest, holds=holding.rows, earlier=self.earlier.get(label), begun=begun
        )
        where, recipe, trial = self._composing.placed(
            model, order, found, compared=holding.rows and not begun
        )
        self.parents[label] = composed(recipe, model, self._composing.wanted(model, where, order))
        if recipe.ownership.parents and recipe.ownership.tenancy is None:
            self.notes.append(f"{label}: {MIXED}")
        held = begun.held if begun else self.target.count(table) if holding.rows else 0
        refers = frozenset(each.parent._meta.label for each in references(model))
        return Prepared(label, recipe, where.starts, key, held, refers, trial)

    def _completed(self, table: Prepared, order: Order) -> Prepared:
        """With what fills in the references that close a circle."""
        amendments = []
        for column in sorted(name for label, name in order.postponed if label == table.label):
            recipe = amended(
                table.recipe,
                self.wished.known[table.label],
                column,
                parents=self.parents,
                constraints=self.constraints[table.label],
                shape=self.wished.shape,
            )
            if recipe is None:
                self.notes.append(f"{table.label}: {column} stays NULL, as it closes a circle.")
            else:
                amendments.append(recipe)
        return replace(table, amendments=tuple(amendments))

    def _know_others(self, order: Order) -> None:
        """Tables that are not filled, but referred to: what they hold is there to be chosen."""
        chosen = {model._meta.label for model in order.models}
        for model in order.models:
            for each in references(model):
                label = each.parent._meta.label
                if label in self.wished.known and label not in chosen:
                    earlier, known = self.earlier.get(label), self.parents.get(label)
                    self.parents[label] = existing(each, self.target, earlier, known)
