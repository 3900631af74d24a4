"""Columns that are new in tables with rows: some of the rows get values, as new code writes them.

The others stay as the migration has left them, for what comes later may be about these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migration_safety.core.volume.constraint import Constraints
from migration_safety.errors import VolumeError
from migration_safety.rows.models import Model
from migration_safety.rows.moments.moment import Moment
from migration_safety.rows.order import Order
from migration_safety.rows.preparing.preparing import Preparation
from migration_safety.rows.recipe import Recipe
from migration_safety.rows.sources.inside import inside
from migration_safety.rows.sources.numbered.listed import Listed
from migration_safety.rows.sources.part import Part
from migration_safety.rows.sources.pool import Pool
from migration_safety.rows.sources.source import Countable, Source

# Every second one of so many rows.
KEYS = 4096


def columns_of(model: Model) -> frozenset[str]:
    """Those of the model's own table that somebody can write."""
    fields = model._meta.local_concrete_fields
    return frozenset(str(each.column) for each in fields if not each.generated)


def new_in(moment: Moment, label: str, seen: Collection[str]) -> list[str]:
    """Columns that were not `seen` before, and have the same in every row."""
    found = columns_of(moment.known[label]) - set(seen)
    constant = moment.target.constant(moment.table(label), sorted(found)) if found else ()
    return [name for name in sorted(found) if name in constant]


def addition(preparation: Preparation, label: str, new: Collection[str]) -> Recipe | None:
    """What gives these columns values; None where that cannot be, which is noted."""
    model = preparation.wished.known[label]
    key = str(model._meta.pk.column) if model._meta.pk else ""
    if key not in columns_of(model) or key in new:
        return None
    target, table = preparation.target, model._meta.db_table
    cells = target.cells(table, key, KEYS)[1::2]
    try:
        whole = preparation.composed(Order((model,)), len(cells)) if cells else None
    except VolumeError as error:
        preparation.notes.append(f"{label}: {_left(new)}: {error}")
        return None
    if whole is None:
        return None
    free = [name for name in new if _free(name, whole, preparation.constraints[label], new)]
    if bound := sorted(set(new) - set(free)):
        preparation.notes.append(f"{label}: {_left(bound)}, as a constraint binds it to others.")
    sources = tuple(_parts(whole, free))
    name, own = f"{table}#{','.join(new)}", Listed(key, cells[: whole.rows])
    made = Recipe(label, name, (own, *sources), whole.seed, whole.rows, amends=table)
    return made if sources else None


def _left(columns: Collection[str]) -> str:
    return f"{', '.join(columns)} stays as the migration has left it"


def _parts(whole: Recipe, wanted: Collection[str]) -> Iterator[Source]:
    for source in whole.sources:
        columns = tuple(each for each in source.columns if each in wanted)
        if columns:
            yield source if columns == source.columns else Part(source, columns)


def _free(name: str, whole: Recipe, constraints: Constraints, new: Collection[str]) -> bool:
    """Whether it can have any value whatever stands beside it."""
    others = [each.columns for each in constraints.checks]
    others += [each.columns for each in constraints.exclusions]
    others += [each.condition_columns for each in constraints.uniques]
    if any(name in columns and not set(columns) <= set(new) for columns in others):
        return False
    uniques = [set(each.columns) for each in constraints.uniques if name in each.columns]
    return name in whole.columns and all(
        each <= set(new) or any(_differs(one, whole) for one in each & set(new)) for each in uniques
    )


def _differs(name: str, whole: Recipe) -> bool:
    """Whether it has another value in every row by itself, or NULL."""
    for source in whole.sources:
        for each in inside(source):
            if isinstance(each, Pool) and name in each.differing():
                return True
            if isinstance(each, Countable) and each.columns == (name,):
                return True
    return False
