"""The recipe of one table: a source for each of its columns, the most constrained first."""

from __future__ import annotations

from migration_safety.rows.composing.pools.pooling import put_pools
from migration_safety.rows.composing.references.relation import nothing
from migration_safety.rows.composing.references.symmetrical import put_symmetrical
from migration_safety.rows.composing.sheet import AUTO, Sheet
from migration_safety.rows.composing.spreading.nulls import put_nulls
from migration_safety.rows.composing.stamps import put_stamps
from migration_safety.rows.composing.tenants.settling import ownership, settle
from migration_safety.rows.composing.uniqueness.distinct import distinct
from migration_safety.rows.composing.uniqueness.stretches import refuse_beyond, stretches
from migration_safety.rows.composing.uniqueness.units import needed, pairs, single
from migration_safety.rows.recipe import Recipe
from migration_safety.rows.sources.numbered.serial import Serial


def compose(sheet: Sheet) -> Recipe:
    """Raises VolumeError where a column cannot be filled validly, TooFewError where more rows
    are wanted than can differ."""
    for column, field in sheet.fields.items():
        if isinstance(field, AUTO):
            sheet.put(Serial(column, sheet.wanted.starts))
        elif column in sheet.wanted.postponed:
            sheet.put(nothing(column))
    sheet.sources |= stretches(sheet.constraints, sheet.fields, sheet.world.offset)
    refuse_beyond(sheet)
    settle(sheet)
    put_symmetrical(sheet)
    for unit in single(filter(sheet.wanted.referred.__contains__, sheet.free), sheet):
        if unit.countable and unit.capacity >= needed(unit.columns, sheet):
            sheet.put(unit.countable)
    found = distinct(sheet, pairs(sheet))
    spoken_for = found.later | found.templates
    for pair in found.pairs:
        if set(sheet.free).issuperset(pair.columns) and spoken_for.isdisjoint(pair.columns):
            sheet.put(pair.ordinary)
    for column in sheet.free:
        if column in sheet.relations and column not in found.later:
            sheet.put(sheet.ordinary(column))
    put_stamps(sheet)
    put_pools(sheet, found)
    put_nulls(sheet)
    wanted, table = sheet.wanted, sheet.model._meta.db_table
    sources = tuple(sheet.sources.values())
    return Recipe(
        sheet.label,
        table,
        sources,
        sheet.world.seed,
        wanted.rows,
        wanted.first,
        ownership=ownership(sheet),
    )
