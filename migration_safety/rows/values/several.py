"""Arrays and ranges, of what their base field holds."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField, RangeField

from migration_safety.rows.values.texts.identity import Source
from migration_safety.rows.values.world import World

MOST = 5
# PostgreSQL's arrays are boxes: those within another are all of one length.
SIDE = 2
TRIES = 5


def array(field: ArrayField[Any, Any], world: World, inner: Source) -> Source:
    """A few different members, as many as the field's size allows."""
    most = MOST if field.size is None else field.size

    def drawn(row: Any) -> list[object]:
        found: list[object] = []
        for _ in range(world.random.randrange(most + 1)):
            member = inner(row)
            if member not in found:
                found.append(member)
        return found

    return drawn


def box(field: ArrayField[Any, Any], inner: Source) -> Source:
    """An array of arrays, or one within it."""
    side = SIDE if field.size is None else min(field.size, SIDE)
    return lambda row: [inner(row) for _ in range(side)]


def span(field: RangeField[Any], inner: Source) -> Source:
    """From one value to a later one."""

    def drawn(row: Any) -> object:
        low = high = inner(row)
        for _ in range(TRIES):
            high = inner(row)
            if high != low:
                break
        ends: list[Any] = [low, high]
        # The upper end belongs to it where both are the same: else it would be empty.
        return field.range_type(min(ends), max(ends), "[]" if low == high else "[)")

    return drawn
