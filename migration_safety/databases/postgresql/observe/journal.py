"""The journal: observations in order, bounded in number however long a data migration loops."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.core.effect import Effect
from migration_safety.core.observation import Observation

# Of one operation; statements beyond are told in one line.
MOST = 1000
FURTHER = "-- further statements of this operation"


class Journal:
    """Keeps one observation per statement; repetitions of a query are added to the first.

    `operation` and `deferred` say what runs now; while `operation` is None nothing is kept.
    """

    def __init__(self) -> None:
        self.observations: list[Observation] = []
        self.operation: int | None = None
        self.deferred = False
        self.begin("", "")

    def begin(self, app: str, migration: str) -> None:
        """A migration begins."""
        self._migration = (app, migration)
        self._start = len(self.observations)
        # (operation, SQL) -> where its observation is, and how often it was run.
        self._places: dict[tuple[int, str], int] = {}
        self._runs: dict[tuple[int, str], int] = {}
        self._counts: dict[int, int] = {}

    def observation(self, sql: str, transaction: int) -> Observation:
        """What is known of a statement before it was run."""
        return Observation(
            *self._migration,
            operation=-1 if self.operation is None else self.operation,
            order=len(self.observations) - self._start,
            transaction=transaction,
            sql=sql,
            deferred=self.deferred,
        )

    def due(self, seen: Observation) -> bool:
        """Whether to look again at a query that is repeated: ever more seldom."""
        runs = self._runs.get((seen.operation, seen.sql), 0)
        return runs & (runs - 1) == 0

    def add(self, seen: Observation, *, repeatable: bool) -> None:
        """Note a statement; a repeatable one is a query, which loops run many times."""
        operation = seen.operation
        if self._counts.get(operation, 0) >= MOST:
            seen, repeatable = replace(seen, sql=FURTHER), True
        key = (operation, seen.sql)
        if repeatable and key in self._places:
            place = self._places[key]
            self.observations[place] = _united(self.observations[place], seen)
        else:
            self._counts[operation] = self._counts.get(operation, 0) + 1
            self._places[key] = len(self.observations)
            self.observations.append(seen)
        self._runs[key] = self._runs.get(key, 0) + 1


def _united(first: Observation, again: Observation) -> Observation:
    effects = {effect.table: effect for effect in first.effects}
    for effect in again.effects:
        effects[effect.table] = _worse(effects.get(effect.table, effect), effect)
    return replace(
        first,
        effects=tuple(effects[table] for table in sorted(effects)),
        held=tuple(sorted({*first.held, *again.held})),
        seconds=first.seconds + again.seconds,
        error=first.error or again.error,
    )


def _worse(one: Effect, other: Effect) -> Effect:
    return replace(
        max(one, other, key=lambda effect: effect.blocks),
        rewrites=one.rewrites or other.rewrites,
        scans=one.scans or other.scans,
    )
