"""A reference to another table, and the sources that can fill it."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.volume.cell import NULL
from migration_safety.core.volume.shape import Shape
from migration_safety.errors import VolumeError
from migration_safety.rows.composing.references.parent import Parent
from migration_safety.rows.composing.world import AnyField, World
from migration_safety.rows.sources.pool import Pool
from migration_safety.rows.sources.referring.keys import Keys
from migration_safety.rows.sources.referring.tree import Tree
from migration_safety.rows.sources.source import Countable, Source
from migration_safety.rows.sources.tenants.tenancy import Tenancy

ABSENT = 0.1


@dataclass(frozen=True, slots=True)
class Relation:
    """`key` are the parents' keys, None where there is no row to refer to."""

    field: AnyField
    label: str
    null: bool
    rows: int = 0
    key: Countable | None = None
    own: bool = False
    before: int = 0
    tenancy: Tenancy | None = None

    @property
    def column(self) -> str:
        return str(self.field.column)

    @property
    def name(self) -> str:
        """As profiles call it: "people.Person.household"."""
        return f"{self.label}.{self.field.name}"

    def source(self, shape: Shape) -> Source:
        """A parent for each row, by the shape that is wanted."""
        if self.key is None or (self.own and self.field.unique and self.null):
            return nothing(self.column)
        if self.own:
            return Tree(self.column, self.key, self.null)
        exponent = shape.skews.get(self.name, shape.skew)
        nulls = shape.nulls.get(self.name, ABSENT) if self.null else 0.0
        return Keys(self.column, self.key, self.rows, exponent, nulls)


def relation(field: AnyField, label: str, world: World, *, null: bool) -> Relation:
    """Raises VolumeError where a row is required of a table that has none."""
    target = field.remote_field.model._meta.concrete_model._meta
    if target.label == label:
        # Its keys are known when they have been decided on.
        return Relation(field, label, null, own=True)
    parent = world.parents.get(target.label, Parent(0))
    key = parent.keys.get(field.target_field.column)
    if key is None or not parent.rows:
        if null:
            return Relation(field, label, null)
        raise VolumeError(
            f"{label}.{field.name} needs rows of {target.label}, which has none.",
            f"Give it some: --rows {target.label}=100",
        )
    return Relation(
        field, label, null, parent.rows, key, before=parent.before, tenancy=parent.tenancy
    )


def nothing(column: str) -> Source:
    """NULL in every row."""
    return constant(column, NULL)


def constant(column: str, cell: bytes) -> Source:
    """The same cell in every row."""
    return Pool((column,), ((cell,),), b"")
