"""What a row can refer to: tables of this run, of earlier ones, and those of others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.apps.registry import Apps

from migration_safety.rows.composing.references.parent import Parent
from migration_safety.rows.composing.sheet import AUTO
from migration_safety.rows.composing.wanted import Wanted
from migration_safety.rows.models import Model, Reference
from migration_safety.rows.preparing.seeded import Seeded
from migration_safety.rows.recipe import Recipe
from migration_safety.rows.sources.numbered.listed import Listed
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.numbered.serial import Serial
from migration_safety.rows.sources.numbered.shifted import Shifted
from migration_safety.rows.sources.source import Countable
from migration_safety.rows.sources.tenants.matched import Matched
from migration_safety.rows.sources.tenants.ownership import Ownership
from migration_safety.rows.sources.tenants.tenancy import Tenancy

# So many keys of a table that is not filled are known.
KNOWN_KEYS = 4096


def composed(recipe: Recipe, model: Model, wanted: Wanted) -> Parent:
    """A table of this run: the columns that others can refer to, its primary key first."""
    keys: dict[str, Countable] = {
        source.columns[0]: source
        for source in recipe.sources
        if len(source.columns) == 1 and isinstance(source, Countable)
    }
    primary = str(model._meta.pk and model._meta.pk.column)
    needed = keys.keys() & {*wanted.referred, primary}
    start = max([wanted.origin, *(_since(keys[column]) for column in needed)])
    found = {
        column: Shifted(source, start) if start else source
        for column, source in sorted(keys.items(), key=lambda item: item[0] != primary)
        if _since(source) <= start
    }
    before = max(recipe.first - start, 0)
    rows = recipe.first + recipe.rows - start
    return Parent(rows, found, before, _tenancy(recipe.ownership, start))


def _since(key: Countable) -> int:
    """The first row whose key it knows: new parents give none to the rows of earlier runs."""
    if isinstance(key, Matched):
        return key.tenancy.first
    return key.first if isinstance(key, Permuted) else 0


def existing(
    reference: Reference, target: Any, earlier: Seeded | None, known: Parent | None
) -> Parent:
    """A table that this run leaves alone; `known` is what was found out for other columns."""
    column = reference.to_column
    others = {name: key for name, key in (known.keys if known else {}).items() if name != column}
    least = known.rows if known and others else None
    if earlier and column == automatic_key(reference.parent):
        # As in the run that made them, so that combinations with them go on.
        origin = earlier.starts[0][0]
        serial = Serial(column, earlier.starts)
        own = earlier.rows - origin
        own_key = Shifted(serial, origin) if origin else serial
        if least is None:
            return Parent(own, {column: own_key}, own, _tenancy(earlier.ownerships[-1], origin))
        rows = min(own, least)
        return Parent(rows, {column: own_key, **others}, rows)
    cells = target.cells(reference.parent._meta.db_table, column, KNOWN_KEYS)
    rows = len(cells) if least is None else min(len(cells), least)
    return Parent(rows, {**others, column: Listed(column, cells)}, rows)


def _tenancy(ownership: Ownership, origin: int) -> Tenancy | None:
    """With rows as those who refer to them count them."""
    tenancy = ownership.tenancy
    return tenancy and replace(tenancy, first=tenancy.first - origin)


def automatic_key(model: Model) -> str:
    """The column of its whole-number key that the database would choose, "" if it has none."""
    own = (str(each.column) for each in model._meta.local_fields if isinstance(each, AUTO))
    return next(own, "")


def content_types(alias: str, apps: Apps) -> dict[str, bytes]:
    """The key of each model's content type, by the model's label."""
    found = (each for each in apps.get_models() if each._meta.label == "contenttypes.ContentType")
    content_type = next(found, None)
    if content_type is None:
        return {}
    rows = content_type._base_manager.using(alias)
    keys = {}
    for key, app_label, name in rows.order_by("pk").values_list("pk", "app_label", "model"):
        if name in apps.all_models.get(app_label, {}):
            keys[apps.get_model(app_label, name)._meta.label] = b"%d" % key
    return keys
