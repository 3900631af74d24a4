"""Numbers as they occur: ages, prices, counts, coordinates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Field

from migration_safety.rows.values.bounds import Bounds, decimal_bounds, declared, integer_bounds
from migration_safety.rows.values.meanings import number_meaning
from migration_safety.rows.values.texts.identity import Source
from migration_safety.rows.values.world import World

STATUSES = (200, 404, 302, 301, 500, 403, 400, 503)
DRAWN: Mapping[str, Callable[[World], float]] = {
    "year": lambda world: world.reference.year - world.heavy(8, 0.9),
    "age": lambda world: min(max(world.random.gauss(44, 18), 1), 97),
    "latitude": lambda world: world.random.uniform(-55, 65),
    "longitude": lambda world: world.random.uniform(-170, 170),
    "percent": lambda world: world.random.triangular(0, 100, 20),
    "rating": lambda world: world.skewed((4, 5, 3, 2, 1)),
    "status": lambda world: world.skewed(STATUSES),
    "port": lambda world: world.skewed((443, 80, 22, 5432, 8080, 8000)),
    "bytes": lambda world: world.heavy(90_000, 2),
    "pixels": lambda world: world.skewed((1200, 800, 640, 1920, 400, 1024)),
    "seconds": lambda world: world.heavy(180, 1.2),
    "minutes": lambda world: world.heavy(30),
    "hours": lambda world: world.heavy(4),
    "days": lambda world: world.heavy(10),
    "month": lambda world: world.random.randrange(1, 13),
    "money": lambda world: world.heavy(60, 1.3),
    "order": lambda world: world.heavy(4, 1.2),
    "count": lambda world: world.heavy(4, 1.4) - 1,
    "identifier": lambda world: world.heavy(50_000, 1.5),
    "": lambda world: world.heavy(25, 1.5),
}


def integer(field: Field[Any, Any], world: World) -> Source:
    """Whole numbers that the field's column and validators take."""
    bounds = integer_bounds(field)
    draw = _within(field, world, bounds)
    return lambda row: int(bounds.clamp(int(draw())))


def real(field: Field[Any, Any], world: World) -> Source:
    """Numbers of four places."""
    bounds = declared(field)
    draw = _within(field, world, bounds)
    return lambda row: float(bounds.clamp(round(draw(), 4)))


def decimal(field: DecimalField[Any, Any], world: World) -> Source:
    """Decimals of exactly the field's places."""
    bounds = decimal_bounds(field)
    places = Decimal(1).scaleb(-(2 if field.decimal_places is None else field.decimal_places))
    draw = _within(field, world, bounds)

    def drawn(row: Any) -> Decimal:
        # Clamped first: a number of more digits than the context has cannot be quantised.
        return Decimal(bounds.clamp(Decimal(str(round(draw(), 9))))).quantize(places)

    return drawn


def _within(field: Field[Any, Any], world: World, bounds: Bounds) -> Callable[[], float]:
    """By the name's meaning where that lies in the bounds, else anywhere in them."""
    draw = DRAWN[number_meaning(field.name)]
    span = bounds.span()
    if span is not None and span <= 1000 and not _usual(field, bounds):
        low = float(bounds.low)
        return lambda: low + world.random.random() * (float(span) + _step(field))
    if bounds.low is not None and bounds.low > 0:
        # What is at least a hundred is a hundred and something.
        least = float(bounds.low)
        return lambda: found if (found := draw(world)) >= least else least + found
    return lambda: draw(world)


def _usual(field: Field[Any, Any], bounds: Bounds) -> bool:
    """Whether numbers of that meaning mostly lie in the bounds."""
    kind = number_meaning(field.name)
    return kind in {"age", "percent", "rating", "month"} and bounds.low <= 5 <= bounds.high


def _step(field: Field[Any, Any]) -> int:
    return 0 if isinstance(field, DecimalField) else 1
