"""Times that Django sets when a row is saved: in the order of the rows."""

from __future__ import annotations

from dataclasses import replace

from django.db import models
from django.utils import timezone

from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.world import AnyField
from migration_safety.rows.sources.timeline import Timeline
from migration_safety.rows.values.meanings import time_meaning

# What the names of times say: when a row was made, and in their order what happens to it then.
MADE, BEGUN = "created", "start"
AFTER = ("changed", "gone")


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


def put_later(sheet: Sheet, built: Prototypes) -> None:
    """What happens to a row after it was made, by the names of its times: never before that.

    Only where neither a constraint, a factory nor statistics say anything of them.
    """
    line = next((each for each in sheet.sources.values() if isinstance(each, Timeline)), None)
    names = _later(sheet, built) if line else []
    if (
        line
        and names
        and any(time_meaning(sheet.fields[name].name) == MADE for name in line.stamps)
    ):
        del sheet.sources[line.columns]
        rows = built.rows
        absent = (sum(row[sheet.fields[name].attname] is None for row in rows) for name in names)
        nulls = tuple(each / len(rows) for each in absent)
        kinds = tuple(_kind(sheet.fields[name]) for name in names)
        sheet.put(replace(line, later=tuple(zip(names, kinds, nulls, strict=True))))


def _later(sheet: Sheet, built: Prototypes) -> list[str]:
    """In their order; none where they would have to come after a beginning as well."""
    constraints = sheet.constraints
    bound = {name for each in constraints.checks for name in each.columns} | sheet.wanted.referred
    for each in constraints.uniques:
        bound |= {*each.columns, *each.condition_columns}
    times = {
        name: time_meaning(each.name)
        for name, each in sheet.fields.items()
        if isinstance(each, models.DateField) and name in sheet.free
    }
    if BEGUN in times.values():
        return []
    ranks = {name: AFTER.index(time) for name, time in times.items() if time in AFTER}
    return [
        name
        for name in sorted(ranks.keys() - bound, key=lambda name: (ranks[name], name))
        if sheet.known(name) is None
        and sheet.fields[name].name not in built.declared
        and built.rows
        and sheet.fields[name].attname in built.rows[0]
    ]


def _is_stamp(field: AnyField) -> bool:
    """Whether Django or a default sets it to the time of saving."""
    if not isinstance(field, models.DateField):
        return False
    return field.auto_now or field.auto_now_add or field.default is timezone.now


def _kind(field: AnyField) -> str:
    return "moment" if isinstance(field, models.DateTimeField) else "date"
