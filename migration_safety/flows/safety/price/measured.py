"""What runs on generated rows have shown: times by place and number of rows, widths of rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from migration_safety.core.price.estimate import Point
from migration_safety.databases.postgresql.grammar import masked, without_strings
from migration_safety.flows.safety.price.timing import Timed

Place = tuple[str, str, int]


@dataclass(slots=True)
class Measured:
    """Times by the place of an operation: of its statements, and of the whole of it."""

    statements: dict[tuple[Place, str], dict[int, list[float]]] = field(default_factory=dict)
    operations: dict[Place, dict[int, float]] = field(default_factory=dict)
    widths: dict[str, float] = field(default_factory=dict)

    def add(self, timed: Timed) -> None:
        """What a run has shown; of what failed there is no time."""
        for each in timed.observations:
            place = (each.app, each.migration, each.operation)
            if not each.error:
                times = self.statements.setdefault((place, _text(each.sql)), {})
                times.setdefault(timed.rows, []).append(each.seconds)
        for place, seconds in timed.operations.items():
            self.operations.setdefault(place, {})[timed.rows] = seconds
        self.widths |= timed.widths

    def points(self, place: Place, sql: str) -> list[Point]:
        """Of one statement; of several of the same text, the slowest counts for each."""
        found = self.statements.get((place, _text(sql)), {})
        return [Point(rows, max(times)) for rows, times in found.items()]


def _text(sql: str) -> str:
    return without_strings(" ".join(masked(sql).split()))
