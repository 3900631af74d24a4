"""Columns that no factory fills: by their number, their default, or not at all."""

from __future__ import annotations

from migration_safety.errors import VolumeError
from migration_safety.rows.composing.references.relation import constant, nothing
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.uniqueness.numbering import numbered


def put_leftover(sheet: Sheet, name: str) -> None:
    """Raises VolumeError where nothing is known of the field."""
    field = sheet.fields[name]
    if source := numbered(field, sheet.seed, sheet.world.offset):
        sheet.put(source)
    elif sheet.nullable(name):
        sheet.put(nothing(name))
    elif field.has_db_default():
        del sheet.fields[name]
    elif field.has_default():
        sheet.put(constant(name, sheet.world.encode(field, field.get_default())))
    else:
        raise VolumeError(
            f"{sheet.label}.{field.name} cannot be filled:"
            f" nothing is known of {type(field).__name__}.",
            f"Write a factory for {sheet.label}, or give the field a default.",
        )
