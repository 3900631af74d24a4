"""Dates and times: in office hours, growing in number, in the order in which things happen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Field

from migration_safety.rows.values.bounds import Bounds, comparable, declared
from migration_safety.rows.values.meanings import time_meaning
from migration_safety.rows.values.texts.identity import Source
from migration_safety.rows.values.world import World

# Further ahead than this nothing is planned.
HORIZON = 400


def moment(field: Field[Any, Any], world: World, earlier: Sequence[str]) -> Source:
    """A datetime, after those fields of the row that happen earlier."""
    return _clamped(field, _when(field, world, earlier), _stamp)


def day(field: Field[Any, Any], world: World, earlier: Sequence[str]) -> Source:
    """A date, likewise."""
    return _clamped(field, _when(field, world, earlier), datetime.date)


def clock(world: World) -> time:
    """A time of the day, in office hours."""
    return world.moment().time()


def duration(world: World) -> timedelta:
    """Minutes mostly, hours at times."""
    return timedelta(seconds=int(world.heavy(1500, 1.2)))


def _when(
    field: Field[Any, Any], world: World, earlier: Sequence[str]
) -> Callable[[Any], datetime]:
    meaning = time_meaning(field.name)
    if meaning == "birth":
        return lambda row: _born(world)

    def happened(row: Any) -> datetime:
        known = [getattr(row, name) for name in earlier]
        before = [_aware(each, world) for each in known if isinstance(each, date)]
        start = max(before, default=None)
        if start is None:
            return world.moment()
        return start + _delay(meaning, world, start)

    return happened


def _delay(meaning: str, world: World, start: datetime) -> timedelta:
    """What is planned may lie ahead; what has happened lies before the present."""
    if meaning in {"start", "end"}:
        return timedelta(minutes=int(min(world.heavy(20), HORIZON) * 1440))
    left = max(world.reference - start, timedelta(0))
    return timedelta(seconds=int(left.total_seconds() * world.random.random() ** 3))


def _born(world: World) -> datetime:
    years = min(max(world.random.gauss(46, 18), 1), 97)
    return world.reference - timedelta(days=years * 365.25)


def _aware(value: date, world: World) -> datetime:
    zone = world.reference.tzinfo
    if not isinstance(value, datetime):
        return datetime.combine(value, time(0), zone)
    return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)


def _stamp(value: datetime) -> datetime:
    return value if settings.USE_TZ else value.replace(tzinfo=None)


def _clamped(
    field: Field[Any, Any], when: Callable[[Any], datetime], shape: Callable[[datetime], Any]
) -> Source:
    said = declared(field)

    def shaped(row: Any) -> object:
        value = shape(when(row))
        low = said.low if comparable(said.low, value) else None
        high = said.high if comparable(said.high, value) else None
        return Bounds(low, high).clamp(value)

    return shaped
