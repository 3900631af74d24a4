"""Times that Django sets when a row is saved: in the order of the rows."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.world import AnyField
from migration_safety.rows.sources.timeline import Timeline


def put_stamps(sheet: Sheet) -> None:
    """One timeline for all of them, but those that a constraint binds to other columns."""
    constraints = sheet.constraints
    bound = {name for each in constraints.checks if len(each.columns) > 1 for name in each.columns}
    bound |= {name for each in constraints.uniques for name in each.condition_columns}
    stamps = [name for name in sheet.free if name not in bound and _is_stamp(sheet.fields[name])]
    if stamps:
        shape = sheet.world.shape
        sheet.put(
            Timeline(
                tuple(stamps),
                tuple(_kind(sheet.fields[name]) for name in stamps),
                sheet.wanted.total,
                sheet.world.end.toordinal(),
                shape.days,
                shape.growth,
                sheet.world.offset,
                sheet.wanted.origin,
            )
        )


def _is_stamp(field: AnyField) -> bool:
    """Whether Django or a default sets it to the time of saving."""
    if not isinstance(field, models.DateField):
        return False
    return field.auto_now or field.auto_now_add or field.default is timezone.now


def _kind(field: AnyField) -> str:
    return "moment" if isinstance(field, models.DateTimeField) else "date"
