"""References that close a circle, filled in when all tables have their rows."""

from __future__ import annotations

from collections.abc import Mapping

from migration_safety.core.volume.constraint import Constraints
from migration_safety.core.volume.shape import Shape
from migration_safety.rows.composing.references.parent import Parent
from migration_safety.rows.composing.references.relation import Relation
from migration_safety.rows.composing.tenants.belonging import Belonging
from migration_safety.rows.composing.world import AnyField
from migration_safety.rows.models import Model
from migration_safety.rows.recipe import Recipe
from migration_safety.rows.sources.choice import Either
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.numbered.shifted import Shifted
from migration_safety.rows.sources.source import Countable, Source


def amended(
    recipe: Recipe,
    model: Model,
    column: str,
    *,
    parents: Mapping[str, Parent],
    constraints: Constraints,
    shape: Shape,
) -> Recipe | None:
    """What fills the column of rows that are there; None where it has to stay NULL: a check or
    a constraint over several columns speaks of it, or its rows have no key of one column."""
    options = model._meta
    fields: list[AnyField] = [*options.local_concrete_fields]
    field = next(each for each in fields if each.column == column)
    target: Model = field.remote_field.model._meta.concrete_model
    parent = parents.get(target._meta.label, Parent(0))
    key = parent.keys.get(str(field.target_field.column))
    own = _key(recipe, str(options.pk.column))
    if key is None or own is None or not parent.rows or _bound(column, constraints):
        return None
    fresh = Shifted(key, parent.before) if parent.before < parent.rows else key
    if any(each.columns == (column,) for each in constraints.uniques):
        size = parent.rows - parent.before
        once = Permuted((column,), (fresh,), (size,), recipe.first)
        nothing = Relation(field, options.label, null=True).source(shape)
        source: Source = Either(recipe.first + size, once, nothing)
    else:
        relation = Relation(field, options.label, null=True, rows=parent.rows, key=key)
        tenancy, theirs = recipe.ownership.tenancy, parent.tenancy
        source = relation.source(shape)
        if tenancy and theirs and tenancy.numbering == theirs.numbering:
            source = Belonging("", tenancy, {column: theirs}).bound(relation, source, None)
    name = f"{recipe.table}#{column}"
    return Recipe(
        recipe.label,
        name,
        (own, source),
        recipe.seed,
        recipe.rows,
        recipe.first,
        amends=recipe.table,
    )


def _key(recipe: Recipe, column: str) -> Countable | None:
    for source in recipe.sources:
        if source.columns == (column,) and isinstance(source, Countable):
            return source
    return None


def _bound(column: str, constraints: Constraints) -> bool:
    """Whether the column is not free to have a value."""
    speaking = [each.columns for each in constraints.checks]
    speaking += [each.columns for each in constraints.exclusions]
    speaking += [each.columns for each in constraints.uniques if each.columns != (column,)]
    speaking += [each.condition_columns for each in constraints.uniques]
    return any(column in columns for columns in speaking)
