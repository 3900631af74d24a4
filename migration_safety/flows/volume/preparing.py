"""Everything that can be decided, and said, before a row is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps

from migration_safety.conf import configuration
from migration_safety.core.volume.constraint import Constraints
from migration_safety.core.volume.progress import Progress
from migration_safety.core.volume.trial import Violation
from migration_safety.errors import VolumeError
from migration_safety.flows.volume.manifest import Seeded
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.shaping import Shaped
from migration_safety.rows.composing.compose import compose
from migration_safety.rows.composing.distinct import TooFewError
from migration_safety.rows.composing.parent import Parent
from migration_safety.rows.composing.sheet import AUTO, Sheet
from migration_safety.rows.composing.wanted import Wanted
from migration_safety.rows.composing.world import World
from migration_safety.rows.models import Model, Order, ordered, references
from migration_safety.rows.prototyping import REFERENCE, Prototyping
from migration_safety.rows.recipe import Recipe
from migration_safety.rows.sources.listed import Listed
from migration_safety.rows.sources.serial import Serial
from migration_safety.rows.sources.shifted import Shifted
from migration_safety.rows.sources.source import Countable

# So many keys of a table that is not filled are known.
KNOWN_KEYS = 4096


@dataclass(frozen=True, slots=True)
class Prepared:
    """One table, ready to be filled; `held` is how many rows it holds already,
    `refers` are the labels that it refers to.

    `key` is the column of its whole-number key, "" if it has none.
    """

    label: str
    recipe: Recipe
    starts: tuple[tuple[int, int], ...]
    key: str
    held: int
    refers: frozenset[str]
    trial: Any


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
        self._prototyping = Prototyping(
            configuration().factories, request.seed, request.locale, self.shaped.shape
        )
        self._content_types = content_types(self.request.alias)

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
        return found

    def sources(self) -> dict[str, str]:
        """What the rows are made of besides the seed."""
        return self._prototyping.sources()

    def _prepare(self, model: Model, order: Order) -> Prepared:
        label, table = model._meta.label, model._meta.db_table
        key = automatic_key(model)
        holding = self.target.holding(table, key or None)
        origin, first, starts = self._place(label, holding)
        referred = frozenset(
            each.to_column
            for other in order.models
            for each in references(other)
            if each.parent is model
        )
        postponed = frozenset(column for owner, column in order.postponed if owner == label)
        wanted = Wanted(self.shaped.rows[label], first, origin, starts, referred, postponed)
        recipe = self._recipe(model, wanted)
        total = recipe.first + recipe.rows - origin
        before = max(recipe.first - origin, 0)
        self.parents[label] = Parent(total, keys(recipe, model, origin), before)
        trial = self._try(recipe)
        held = self._held(label, table, holding)
        refers = frozenset(each.parent._meta.label for each in references(model))
        return Prepared(label, recipe, starts, key, held, refers, trial)

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

    def _held(self, label: str, table: str, holding: Any) -> int:
        """Rows from before this run."""
        begun = self.begun.get(label)
        if begun:
            return begun.held
        return self.target.count(table) if holding.rows else 0

    def _place(self, label: str, holding: Any) -> tuple[int, int, tuple[tuple[int, int], ...]]:
        """Where the row numbers begin to count, where this run's do, and their keys."""
        earlier, begun = self.earlier.get(label), self.begun.get(label)
        if begun:
            # The run that was killed decided already.
            first = earlier.rows if earlier else begun.starts[0][0]
            return begun.starts[0][0], first, begun.starts
        following = holding.highest + 1
        if earlier is None:
            # Numbers in the texts of others' rows are hardly longer than the highest key.
            origin = 10 ** len(str(holding.highest)) if holding.rows else 0
            return origin, origin, ((origin, following),)
        row, key = earlier.starts[-1]
        starts = earlier.starts
        if key + earlier.rows - row != following:
            starts = (*starts, (earlier.rows, following))
        return earlier.starts[0][0], earlier.rows, starts

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
        )

    def _know_others(self, order: Order) -> None:
        """Tables that are not filled, but referred to: what they hold is there to be chosen."""
        chosen = {model._meta.label for model in order.models}
        for model in order.models:
            for each in references(model):
                label, column = each.parent._meta.label, each.to_column
                if label in chosen or label not in self.shaped.known:
                    continue
                earlier = self.earlier.get(label)
                if earlier and column == automatic_key(each.parent):
                    # As in the run that made them, so that combinations with them go on.
                    own = earlier.rows - earlier.starts[0][0]
                    serial = Shifted(Serial(column, earlier.starts), earlier.starts[0][0])
                    self.parents[label] = Parent(own, {column: serial}, own)
                    continue
                cells = self.target.cells(each.parent._meta.db_table, column, KNOWN_KEYS)
                before = self.parents.get(label, Parent(0)).keys
                known = {**before, column: Listed(column, cells)}
                self.parents[label] = Parent(len(cells), known, len(cells))

    def _try(self, recipe: Recipe) -> Any:
        """The first rows and the last ones, in a temporary table."""
        self.progress(f"Trying {recipe.label}")
        lines = b"".join(line for chunk in recipe.samples for line in recipe.lines(chunk))
        tried = self.target.trial(recipe.table, recipe.columns, lines)
        if tried.violation:
            raise refused(recipe.label, tried.violation)
        return tried


def refused(label: str, violation: Violation) -> VolumeError:
    """What is wrong with a row that was tried, and what helps."""
    where = ", ".join(filter(None, [violation.constraint, *violation.columns]))
    named = f" ({where})" if where else ""
    return VolumeError(
        f"{label}: the database would refuse a row: {violation.kind}{named}.",
        f"Write a factory for {label} whose rows it takes, or leave the model out.",
    )


def automatic_key(model: Model) -> str:
    """The column of its whole-number key that the database would choose, "" if it has none."""
    own = (str(each.column) for each in model._meta.local_fields if isinstance(each, AUTO))
    return next(own, "")


def keys(recipe: Recipe, model: Model, origin: int) -> dict[str, Countable]:
    """The columns of a recipe that others can refer to, the primary key first."""
    found: dict[str, Countable] = {
        source.columns[0]: Shifted(source, origin) if origin else source
        for source in recipe.sources
        if len(source.columns) == 1 and isinstance(source, Countable)
    }
    primary = str(model._meta.pk and model._meta.pk.column)
    return dict(sorted(found.items(), key=lambda item: item[0] != primary))


def content_types(alias: str) -> dict[str, bytes]:
    """The key of each model's content type, by the model's label."""
    if not apps.is_installed("django.contrib.contenttypes"):
        return {}
    rows = apps.get_model("contenttypes", "ContentType")._base_manager.using(alias)
    found = {}
    for key, app_label, name in rows.order_by("pk").values_list("pk", "app_label", "model"):
        if name in apps.all_models.get(app_label, {}):
            found[apps.get_model(app_label, name)._meta.label] = b"%d" % key
    return found
